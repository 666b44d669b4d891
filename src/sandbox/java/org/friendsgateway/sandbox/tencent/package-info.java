/** Tencent Cloud IM. */
@NullMarked
package org.friendsgateway.sandbox.tencent;

import org.jspecify.annotations.NullMarked;
