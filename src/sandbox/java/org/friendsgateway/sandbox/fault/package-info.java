/** Misbehaviour of the vendors on demand, in Java and as JSON. */
@NullMarked
package org.friendsgateway.sandbox.fault;

import org.jspecify.annotations.NullMarked;
