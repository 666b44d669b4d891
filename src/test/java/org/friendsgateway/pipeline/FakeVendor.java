package org.friendsgateway.pipeline;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.Violation;
import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendField;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.friend.FriendOutcome;
import org.friendsgateway.friend.ImportOutcome;
import org.friendsgateway.friend.ImportOutcome.Failed;
import org.friendsgateway.friend.ImportOutcome.NotYetSent;
import org.friendsgateway.friend.ImportOutcome.PerFriend;
import org.friendsgateway.time.Scheduler;
import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.AppProfile.Notification;
import org.friendsgateway.vendor.VendorApp;
import org.friendsgateway.vendor.VendorConnection;
import org.jspecify.annotations.Nullable;

/** A vendor's app that remembers what it was asked and answers by script; without one it imports everybody at once. */
final class FakeVendor implements VendorApp {

    /** What the vendor makes of a call. */
    interface Response extends Function<FriendImport, Uni<ImportOutcome>> {

        /** The same, but later. */
        default Response after(Duration latency, Scheduler scheduler) {
            return batch -> scheduler.after(latency).chain(() -> apply(batch));
        }
    }

    /** What the vendor makes of a call that is only a check. */
    record Check(Response result) implements Response {

        @Override
        public Uni<ImportOutcome> apply(FriendImport batch) {
            return result.apply(batch);
        }

        @Override
        public Response after(Duration latency, Scheduler scheduler) {
            return new Check(result.after(latency, scheduler));
        }
    }

    /** A call that was received. */
    record Call(String owner, List<String> friends, Duration at) {
    }

    final List<Call> calls = new ArrayList<>();
    final Set<String> overlapped = new HashSet<>();
    Set<FriendField> stored = EnumSet.allOf(FriendField.class);
    Notification notification = Notification.NEVER;
    boolean verifiesUsers = true;
    List<Violation> violations = List.of();
    Response usual = imports();
    @Nullable
    Failure loginRefused;
    /** Why no connection can be had. */
    @Nullable
    Failure unreachable;
    /** Completes when a connection is open. */
    Uni<Void> connecting = Uni.createFrom().voidItem();
    /** Connections that are held by the gateway. */
    int held;
    int mostAtOnce;
    private final AppProfile profile;
    private final Scheduler scheduler;
    private final Queue<Response> script = new ArrayDeque<>();
    private final List<String> busy = new ArrayList<>();

    FakeVendor(String name, int batchSize, int callsPerSecond, Scheduler scheduler) {
        this.profile = new AppProfile(name, "fake", batchSize, callsPerSecond);
        this.scheduler = scheduler;
    }

    /** Answers the next calls in this order, and as usual after that. */
    void answers(Response... answers) {
        script.addAll(List.of(answers));
    }

    static Response imports() {
        return judges(Map.of());
    }

    /** Judges these friends and imports the others. */
    static Response judges(Map<String, Failure> verdicts) {
        return batch -> Uni.createFrom().item(new PerFriend(batch.friends().stream().map(Friend::userId)
                .map(id -> verdicts.containsKey(id) ? FriendOutcome.failed(id, verdicts.get(id)) : FriendOutcome.imported(id))
                .toList()));
    }

    static Response fails(Failure failure) {
        return batch -> Uni.createFrom().item(new Failed(failure));
    }

    /** The call is only a check, after which the import may go on. */
    static Response checks() {
        return new Check(batch -> Uni.createFrom().item(new NotYetSent()));
    }

    /** A refusal that proves that nothing was imported. */
    static Failure refusal(Kind kind) {
        return Failure.of(kind).with(Certainty.NOTHING_IMPORTED);
    }

    static Response hangs() {
        return batch -> Uni.createFrom().nothing();
    }

    List<List<String>> batches() {
        return calls.stream().map(Call::friends).toList();
    }

    /** When each call was received, in milliseconds. */
    List<Long> times() {
        return calls.stream().map(call -> call.at().toMillis()).toList();
    }

    /** Whose call was received when, such as {@code alice1030}. */
    List<String> ownersAndTimes() {
        return calls.stream().map(call -> call.owner() + call.at().toMillis()).toList();
    }

    @Override
    public Uni<VendorConnection> connect() {
        return Uni.createFrom().deferred(() -> unreachable == null ? connecting.map(open -> new Connection())
                : Uni.createFrom().failure(unreachable.exception()));
    }

    /** A connection that is counted until it is not held any more. */
    private final class Connection implements VendorConnection {

        private boolean ended;

        Connection() {
            held++;
        }

        @Override
        public Uni<ImportOutcome> send(FriendImport batch, Listener listener) {
            return Uni.createFrom().deferred(() -> {
                receive(batch);
                Response answer = script.isEmpty() ? usual : script.remove();
                if (answer instanceof Check) {
                    listener.checking();
                }
                listener.written();
                return answer.apply(batch).onTermination().invoke(() -> busy.remove(batch.owner()));
            }).onTermination().invoke(this::release);
        }

        @Override
        public void release() {
            if (!ended) {
                ended = true;
                held--;
            }
        }
    }

    private void receive(FriendImport batch) {
        calls.add(new Call(batch.owner(), batch.friends().stream().map(Friend::userId).toList(),
                Duration.ofNanos(scheduler.nanoTime())));
        if (busy.contains(batch.owner())) {
            overlapped.add(batch.owner());
        }
        busy.add(batch.owner());
        mostAtOnce = Math.max(mostAtOnce, busy.size());
    }

    @Override
    public Uni<Void> authenticate() {
        return loginRefused == null ? Uni.createFrom().voidItem() : Uni.createFrom().failure(loginRefused.exception());
    }

    @Override
    public AppProfile profile() {
        return new AppProfile(profile.name(), profile.provider(), profile.batchSize(), profile.callsPerSecond(), stored,
                notification, verifiesUsers);
    }

    @Override
    public String canonicalId(String userId) {
        return userId.toLowerCase(Locale.ROOT);
    }

    @Override
    public List<Violation> violations(FriendImport friends) {
        return violations;
    }
}
