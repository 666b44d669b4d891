/**
 * Callers and their authentication. A caller is a service, not a user of it: it has a name, the apps that it may access and a
 * weight in the apps' quotas.
 *
 * <p>
 * API keys are configured and compared as SHA-256, so that no configuration contains a key; machines use long random keys, so
 * a slow hash would add cost and no safety. Quarkus checks tokens and follows the rotation of an issuer's keys. Its proactive
 * authentication is off, because its response to an invalid token would not be a problem document.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.caller;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
