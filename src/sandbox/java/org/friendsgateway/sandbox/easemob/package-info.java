/** Easemob IM. */
@NullMarked
package org.friendsgateway.sandbox.easemob;

import org.jspecify.annotations.NullMarked;
