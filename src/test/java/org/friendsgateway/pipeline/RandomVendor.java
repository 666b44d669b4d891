package org.friendsgateway.pipeline;

import static java.time.Duration.ofMillis;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import com.google.errorprone.annotations.CanIgnoreReturnValue;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.RetryAdvice;
import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.friend.FriendOutcome;
import org.friendsgateway.friend.ImportOutcome;
import org.friendsgateway.friend.ImportOutcome.Failed;
import org.friendsgateway.friend.ImportOutcome.PerFriend;
import org.friendsgateway.pipeline.FakeVendor.Response;
import org.friendsgateway.time.Scheduler;

/** Answers at random like a vendor on a bad day, but never lies about what it imported. */
final class RandomVendor implements Response {

    private static final List<Kind> REFUSALS = List.of(Kind.WRITE_CONFLICT, Kind.VENDOR_RATE_LIMITED,
            Kind.REJECTED_BY_VENDOR, Kind.USER_NOT_FOUND, Kind.VENDOR_QUOTA_EXHAUSTED);
    private static final List<Kind> VERDICTS = List.of(Kind.FRIEND_NOT_FOUND, Kind.PEER_LIMIT_REACHED, Kind.WRITE_CONFLICT);

    final Set<String> imported = new HashSet<>();
    private final Random chance;
    private final Scheduler scheduler;

    RandomVendor(Random chance, Scheduler scheduler) {
        this.chance = chance;
        this.scheduler = scheduler;
    }

    @Override
    public Uni<ImportOutcome> apply(FriendImport batch) {
        int latency = chance.nextInt(10) == 0 ? 5000 : chance.nextInt(600);
        return scheduler.after(ofMillis(latency)).chain(() -> decide(batch));
    }

    private Uni<ImportOutcome> decide(FriendImport batch) {
        int mood = chance.nextInt(10);
        if (mood < 5) {
            return Uni.createFrom().item(new PerFriend(judge(batch)));
        }
        return Uni.createFrom().item(new Failed(mood < 7 ? silence(batch) : refuse()));
    }

    private Failure silence(FriendImport batch) {
        if (chance.nextBoolean()) {
            judge(batch);
        }
        return Failure.of(chance.nextBoolean() ? Kind.VENDOR_TIMEOUT : Kind.VENDOR_UNAVAILABLE);
    }

    private Failure refuse() {
        return chance.nextInt(5) == 0 ? FakeVendor.refusal(Kind.VENDOR_UNAUTHORIZED).with(RetryAdvice.RETRY_WITH_NEW_CREDENTIAL)
                : FakeVendor.refusal(REFUSALS.get(chance.nextInt(REFUSALS.size())));
    }

    @CanIgnoreReturnValue
    private List<FriendOutcome> judge(FriendImport batch) {
        List<FriendOutcome> outcomes = new ArrayList<>();
        for (Friend friend : batch.friends()) {
            outcomes.add(judge(friend.userId()));
        }
        return outcomes;
    }

    private FriendOutcome judge(String userId) {
        if (imported.contains(userId) || chance.nextInt(4) > 0) {
            imported.add(userId);
            return FriendOutcome.imported(userId);
        }
        return FriendOutcome.failed(userId, FakeVendor.refusal(VERDICTS.get(chance.nextInt(VERDICTS.size()))));
    }
}
