package org.friendsgateway.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

class CloserTest {

    @Test
    void closesEverythingInReverseOrderEvenIfOneFails() {
        List<String> closed = new ArrayList<>();
        Closer closer = new Closer();
        closer.register(() -> closed.add("first"));
        closer.register(() -> {
            throw new IOException("broken");
        });
        closer.register(() -> closed.add("last"));

        assertThatThrownBy(closer::close).hasMessage("broken");

        assertThat(closed).containsExactly("last", "first");
    }
}
