/**
 * ejabberd, an XMPP server that companies run themselves. Its commands are HTTP calls: {@code add_rosteritem} adds one friend
 * to one user's roster, and replaces nick and groups of a friend who is there already. It stores the remark as nick, and the
 * groups; an import without them clears them. The friend's own roster is untouched, and devices that are online are always
 * notified. Ids are XMPP nodes, case-insensitive.
 *
 * <p>
 * The server stores users and friends that do not exist. So {@code check_account} checks each before the import, unless
 * {@code verify-accounts} is false. Each check is a call of its own with its own permit; a user who exists is remembered for
 * ten minutes. The server also answers that a user does not exist while its own database of accounts is down,
 * and nothing in the answer shows it.
 *
 * <p>
 * A login with a wrong password gets no answer: the server closes the connection, as it does when {@code oauth_access} does
 * not allow the login, or its OAuth library (Debian's {@code erlang-p1-oauth2}) is missing; a proxy between makes it a 502. So
 * the password is then tried in
 * another way: its refusal is {@code vendor_unauthorized}, and a right password that cannot log in is
 * {@code vendor_misconfigured}. Logins, with that call, take no permit.
 *
 * <p>
 * An unknown virtual host is an internal error of {@code add_rosteritem}, and {@code check_account} knows no user there.
 * So an internal error means a wrong {@code virtual-host} until a user has been found there. Where {@code username} is of
 * another host, a wrong {@code virtual-host} can also look like an unknown user.
 *
 * <p>
 * Tried with ejabberd 23.01. Since 24.02 the commands have versions, and later versions want other arguments:
 * {@code mod_http_api} needs {@code default_version: 0}, which 24.12 introduced.
 *
 * @see <a href="https://docs.ejabberd.im/developer/ejabberd-api/admin-api/">the commands</a>
 * @see <a href="https://docs.ejabberd.im/developer/ejabberd-api/oauth/">tokens</a>
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.vendor.ejabberd;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
