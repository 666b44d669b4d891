/**
 * The command-line importer: sends a file of many users' friends to a gateway, as a program of its own.
 *
 * <p>
 * {@link org.friendsgateway.importer.FriendsImporter} is the command. A {@link org.friendsgateway.importer.ImportReader} turns
 * the file
 * into one {@link org.friendsgateway.importer.ImportLine} per import, a {@link org.friendsgateway.importer.ChunkReader} cuts
 * these
 * into requests, and a {@link org.friendsgateway.importer.FileImport} runs several of them side by side. Each is a
 * {@link org.friendsgateway.importer.ChunkImport}, which posts the lines without a final outcome until there are none. Its
 * outcome
 * goes to the {@link org.friendsgateway.importer.RunJournal}, from which a later run resumes.
 *
 * <p>
 * Decisions. The file is read twice, so that a wrong line is reported before anything is sent. The JDK's client reads a
 * response only
 * when the whole body was sent; a request is therefore small enough for the gateway to hold it whole, and cannot wait for a
 * reader.
 * A chunk is cut in the same way in every run with the same options; so its number is all that the state file has to remember.
 * What becomes of a chunk is written down once, when it is over: its failed lines first, then the state, which says how long
 * the
 * file of failed lines was. After a crash in between, the chunk runs again under the same idempotency key. It knows the gateway
 * by its
 * HTTP interface alone.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.importer;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
