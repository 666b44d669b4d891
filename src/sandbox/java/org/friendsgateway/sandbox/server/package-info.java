/** The HTTP server that both vendors share: delays, counters, faults and the control API. */
@NullMarked
package org.friendsgateway.sandbox.server;

import org.jspecify.annotations.NullMarked;
