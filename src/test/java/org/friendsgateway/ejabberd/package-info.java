/** The packed gateway before an installed ejabberd, with a proxy in between that keeps a ledger and breaks calls. */
@CheckReturnValue
@NullMarked
package org.friendsgateway.ejabberd;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
