package org.friendsgateway.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.vendor.Eventually.done;
import static org.friendsgateway.vendor.Outcomes.send;

import org.friendsgateway.sandbox.fault.Fault;
import org.junit.jupiter.api.Test;

/** The contract of a vendor whose answer lists the friends of the call. */
public abstract class VendorBatchContract extends VendorContract {

    /** The next import is answered, but this friend is refused because the user's list is full. */
    protected abstract Fault fullListFor(String friend);

    @Test
    void sendsFriendsInTheirOrder() {
        done(send(app(), FRIENDS));

        assertThat(friendsOf("alice")).containsExactly("dora", "bob", "carl");
    }

    @Test
    void reportsTheOneFriendWhoIsRejected() {
        faults().add(fullListFor("bob"));

        assertThat(outcomes()).containsExactly("dora imported", "bob failed friend_limit_reached", "carl imported");
    }

    @Test
    void reportsAFriendTheVendorForgotAsUnknown() {
        faults().add(Fault.leavingOut("bob"));

        assertThat(outcomes()).containsExactly("dora imported", "bob unknown vendor_unavailable", "carl imported");
    }

    @Test
    void ignoresFriendsThatWereNotSent() {
        faults().add(Fault.mentioningUnasked("erik", "fred"));

        assertThat(outcomes()).containsExactly("dora imported", "bob imported", "carl imported");
    }

    @Test
    void reportsAFriendOnceThoughTheVendorMentionsItTwice() {
        faults().add(Fault.mentioningTwice("bob"));

        assertThat(outcomes()).containsExactly("dora imported", "bob imported", "carl imported");
    }
}
