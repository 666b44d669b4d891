/** THE MANIFESTS: what Kubernetes is told, read as strictly as Kubernetes reads it, and held to what the gateway is. */
@CheckReturnValue
@NullMarked
package org.friendsgateway.k8s;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
