package org.friendsgateway.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;

import org.junit.jupiter.api.Test;

class FirstOfTest {

    private final AtomicInteger cancelled = new AtomicInteger();
    private UniEmitter<? super String> one;
    private UniEmitter<? super String> other;

    private UniAssertSubscriber<String> await() {
        Uni<String> first = Uni.createFrom().emitter(emitter -> one = emitter);
        Uni<String> second = Uni.createFrom().emitter(emitter -> other = emitter);
        return FirstOf.either(first.onCancellation().invoke(cancelled::incrementAndGet),
                second.onCancellation().invoke(cancelled::incrementAndGet))
                .subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    @Test
    void returnsTheFirstItemAndCancelsTheOther() {
        UniAssertSubscriber<String> answer = await();
        other.complete("other");
        one.complete("one");
        answer.assertCompleted().assertItem("other");
        assertThat(cancelled).hasValue(1);
    }

    @Test
    void failsWithTheFirstFailure() {
        UniAssertSubscriber<String> answer = await();
        one.fail(new IllegalStateException("broken"));
        other.complete("other");
        answer.assertFailedWith(IllegalStateException.class, "broken");
        assertThat(cancelled).hasValue(1);
    }

    @Test
    void cancelsBothWhenTheCallerLeaves() {
        await().cancel();
        assertThat(cancelled).hasValue(2);
    }

    @Test
    void returnsAnItemThatIsAlreadyThere() {
        FirstOf.either(Uni.createFrom().item("here"), Uni.createFrom().nothing())
                .subscribe().withSubscriber(UniAssertSubscriber.create()).assertCompleted().assertItem("here");
    }
}
