/**
 * Who calls, and how that is known. A caller is a service, not a user of it: it has a name, the apps that it may fill and a
 * weight in the apps' quotas.
 *
 * <p>
 * API keys are compared by their SHA-256, so that no configuration holds a key; the keys of machines are long and random, so
 * a slow hash would only cost. Tokens are Quarkus's business, which also knows how issuers change their keys. Proactive
 * authentication is off: an answer that Quarkus would give to a wrong token is no problem document.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.caller;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
