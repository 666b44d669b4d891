/** Strict readers of JSON and URLs. */
@NullMarked
package org.friendsgateway.sandbox.wire;

import org.jspecify.annotations.NullMarked;
