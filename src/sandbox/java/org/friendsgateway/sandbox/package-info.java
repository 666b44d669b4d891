/**
 * Both vendors as HTTP servers on loopback, for dev mode, tests and load demonstrations. They are written from the vendors'
 * pages, not from our client, and are as strict: what a real vendor refuses is refused here.
 *
 * <p>
 * {@link org.friendsgateway.sandbox.Sandbox} has one server for each vendor, {@code tencent} and {@code easemob}.
 * {@link org.friendsgateway.sandbox.fault.Fault} makes them misbehave, in Java or by {@code POST /sandbox/faults}. A call is
 * read by {@code VendorServer}, checked by a {@code SimulatedVendor}, and led to its response by {@code VendorCall}.
 *
 * <p>
 * Distance: a connection is not read before its {@link org.friendsgateway.sandbox.server.Latency#handshake} is over. A call
 * counts when it arrives, which is when its last byte was read plus the way in, however late a busy machine processes it. A
 * handshake that takes time needs TLS, or clients cannot notice it.
 *
 * <p>
 * Decisions where the pages are silent: address, method and credentials are checked before the rate, the rate before the
 * body, and a refused call does not count against the rate. An import writes one way. Friends imported again replace what is
 * stored. Processing takes 5 ms by default, because a vendor without processing time could never see two writes for one user
 * overlap. Users whose names begin with {@code ghost} do not exist.
 */
@NullMarked
package org.friendsgateway.sandbox;

import org.jspecify.annotations.NullMarked;
