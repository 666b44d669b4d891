/**
 * THE FRONT DOOR: HTTP and JSON in and out. Decides nothing about an import. Every response that is not a success is a problem
 * document.
 *
 * <p>
 * A request passes {@link org.friendsgateway.http.ApiRoutes}, which authenticate the caller and have the
 * {@link org.friendsgateway.http.BodyReader} read the body, and then {@link org.friendsgateway.http.FriendsResource}, which
 * parses it, has the import run and writes the response.
 *
 * <p>
 * A request with many imports ends at {@link org.friendsgateway.http.ImportStreams} instead, because the REST layer would wait
 * for the whole body. Its connection is left to it meanwhile, see {@link org.friendsgateway.http.BackPressure}: it may be idle
 * for longer than {@code quarkus.http.idle-timeout} while its lines wait, and is read on while answers wait. Its own timeouts
 * for reading and writing replace these. The alternative, an idle timeout longer than {@code gateway.bulk.max-wait}, would keep
 * every abandoned connection for an hour.
 *
 * <p>
 * The OpenAPI document is written by hand in {@code META-INF/openapi.yaml}, because a body that is parsed by hand leaves no
 * Java types to scan. {@link org.friendsgateway.http.OpenApiErrorFilter} adds the error model at build time, and tests compare
 * the document with what the gateway accepts and responds.
 *
 * <p>
 * A valid body is parsed in one pass, see {@link org.friendsgateway.http.FastImportParser}. Any other is parsed again as a
 * tree, which reports every violation. A test with random bodies checks that both accept the same.
 *
 * <p>
 * Invalid requests pass the same routes as valid ones, see {@link org.friendsgateway.http.InvalidRequestRouter}. The
 * alternative was a server of our own beside Quarkus's, which would have to repeat its TLS, ports and shutdown.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.http;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
