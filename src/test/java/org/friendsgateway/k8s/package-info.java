/** The manifests, read as strictly as Kubernetes reads them, and compared with the gateway's configuration. */
@CheckReturnValue
@NullMarked
package org.friendsgateway.k8s;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
