/**
 * Clients that OpenAPI Generator makes of the API's description. {@code pom.xml} generates them with the options of the API
 * page:
 * Java's is compiled beside the tests, those of TypeScript and Go by the tests that run them.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.client;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
