package org.friendsgateway.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

class StartedTest {

    @Test
    void leavesNothingBehindWhateverBecomesOfOne() {
        List<String> closed = new ArrayList<>();
        Started started = new Started();
        started.add(() -> closed.add("first"));
        started.add(() -> {
            throw new IOException("broken");
        });
        started.add(() -> closed.add("last"));

        assertThatThrownBy(started::close).hasMessage("broken");

        assertThat(closed).containsExactly("last", "first");
    }
}
