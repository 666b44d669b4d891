/**
 * Both vendors as HTTP servers on loopback, for development, tests and load demonstrations, written from the vendors'
 * pages and not from our client, and as strict: what a real vendor would refuse is refused here.
 *
 * <p>
 * {@link org.friendsgateway.sandbox.TencentSandbox} and {@link org.friendsgateway.sandbox.EasemobSandbox} are what others
 * use; {@link org.friendsgateway.sandbox.Fault} orders misbehaviour, in Java or with {@code POST /sandbox/faults}. The road
 * of a call: {@code SandboxServer} reads it, {@code Exchange} leads it from arrival to answer, a {@code Vendor} judges it.
 *
 * <p>
 * Distance: a connection is not read before its {@link org.friendsgateway.sandbox.Latency#handshake} is over, and a call is
 * counted when it arrives, which is when its last byte was read and its way there later, however late a busy machine comes to
 * it. Where a handshake takes time, the server needs TLS, or clients cannot know.
 *
 * <p>
 * Decided where the pages are silent. An address, a method or a credential is judged before the speed, the speed before
 * the body, and a refused call does not count against the speed. An import writes one way. Friends imported again replace
 * what is stored. A call spends 5 ms being processed by default, because a vendor without processing time could never
 * catch two writers of one user. Users whose names begin with {@code ghost} do not exist.
 */
@NullMarked
package org.friendsgateway.sandbox;

import org.jspecify.annotations.NullMarked;
