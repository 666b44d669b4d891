package org.friendsgateway.sandbox;

import java.util.function.Function;

/**
 * A call that was let in, and the work it asks for.
 *
 * @param user whose friend list is written; empty when the call writes none or does not say
 * @param work checks the body, stores the friends and words the answer as edited by a fault; throws {@link Refused}
 */
record Task(Fault.Call call, String user, Function<FaultAnswer.Edits, Answer> work) {
}
