package org.friendsgateway.sandbox;

/** A request that the vendor refuses, and the answer that says so. */
final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Answer answer;

    Refused(Answer answer) {
        super(answer.body().toString(), null, false, false);
        this.answer = answer;
    }

    Answer answer() {
        return answer;
    }
}
