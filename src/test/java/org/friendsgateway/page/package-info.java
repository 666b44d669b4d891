/** THE PAGES: what README, src/docs, k8s and .github say is true. */
@CheckReturnValue
@NullMarked
package org.friendsgateway.page;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
