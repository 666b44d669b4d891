package org.friendsgateway.pipeline;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.google.errorprone.annotations.CanIgnoreReturnValue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.subscription.Cancellable;

import org.friendsgateway.TestConfig;
import org.friendsgateway.app.AppConfig;
import org.friendsgateway.app.AppRegistry;
import org.friendsgateway.caller.Caller;
import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.friend.FriendOutcome;
import org.friendsgateway.lock.LockConfig;
import org.friendsgateway.lock.UserLocks;
import org.friendsgateway.lock.local.LocalUserLocks;
import org.friendsgateway.metrics.TestMeters;
import org.friendsgateway.quota.Quota;
import org.friendsgateway.quota.QuotaConfig;
import org.friendsgateway.quota.Quotas;
import org.friendsgateway.quota.RateSchedule;
import org.friendsgateway.quota.local.LocalQuota;
import org.friendsgateway.time.Scheduler;
import org.friendsgateway.time.VirtualScheduler;
import org.friendsgateway.tracing.Tracing;
import org.friendsgateway.vendor.TestVendorApps;
import org.jspecify.annotations.Nullable;

/** A real pipeline between fake vendors and virtual time. */
final class PipelineFixture {

    final VirtualScheduler time;
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Map<String, Quota> quotas = new HashMap<>();
    private final ImportPipeline pipeline;

    /** An import in progress. */
    static final class Running {

        private @Nullable ImportResult report;
        private @Nullable Throwable failure;
        private @Nullable Cancellable caller;

        private Runnable whenDone = () -> {
        };

        void whenDone(Runnable then) {
            if (done()) {
                then.run();
            } else {
                whenDone = then;
            }
        }

        boolean done() {
            return report != null || failure != null;
        }

        ImportResult report() {
            return Objects.requireNonNull(report, () -> "no report, but " + failure);
        }

        void cancel() {
            Objects.requireNonNull(caller).cancel();
        }

        /** The outcomes in the order of the report, such as {@code bob failed rate_limited}. */
        List<String> outcomes() {
            return report().outcomes().stream().map(PipelineFixture::describe).toList();
        }
    }

    PipelineFixture(VirtualScheduler time, FakeVendor... vendors) {
        this(time, Map.of(), vendors);
    }

    PipelineFixture(VirtualScheduler time, Map<String, String> keys, FakeVendor... vendors) {
        this(time, keys, localQuotas(keys, time),
                new LocalUserLocks(TestConfig.of(LockConfig.class, keys).maxWaitingPerUser(), time), vendors);
    }

    PipelineFixture(VirtualScheduler time, FaultyReplicas replicas, FakeVendor... vendors) {
        this(time, Map.of(), replicas, replicas, vendors);
    }

    private PipelineFixture(VirtualScheduler time, Map<String, String> keys, Quotas made, UserLocks locks,
            FakeVendor... vendors) {
        this.time = time;
        Quotas remembered = (app, callsPerSecond) -> quotas.computeIfAbsent(app, id -> made.of(id, callsPerSecond));
        AppRegistry apps = new AppRegistry(TestVendorApps.of(vendors), remembered, TestMeters.in(registry), Tracing.off(),
                TestConfig.of(AppConfig.class, keys), time);
        this.pipeline = new ImportPipeline(apps, locks, TestConfig.of(PipelineConfig.class, keys), time);
    }

    static Quotas localQuotas(Map<String, String> keys, Scheduler scheduler) {
        double margin = TestConfig.of(QuotaConfig.class, keys).quotaMargin();
        return (app, callsPerSecond) -> new LocalQuota(RateSchedule.of(callsPerSecond, margin), scheduler);
    }

    Quota quota(FakeVendor vendor) {
        return Objects.requireNonNull(quotas.get(vendor.profile().id()));
    }

    /** The friends of a status that the metrics have counted. */
    double counted(String status) {
        return registry.get("friends.import.friends").tag("status", status).counters().stream()
                .mapToDouble(Counter::count).sum();
    }

    /** Friends of a name: a1, a2 and so on. */
    static List<Friend> friends(String name, int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> Friend.of(name + i)).toList();
    }

    static ImportCommand order(@Nullable String app, String owner, List<Friend> friends, Duration timeout) {
        return new ImportCommand(Caller.ANONYMOUS, app, new FriendImport(owner, friends, false), List.of(), timeout, false,
                null);
    }

    @CanIgnoreReturnValue
    Running start(String owner, Duration timeout, String... friends) {
        return start(order(null, owner, Stream.of(friends).map(Friend::of).toList(), timeout));
    }

    @CanIgnoreReturnValue
    Running start(String owner, Duration timeout, List<Friend> friends) {
        return start(order(null, owner, friends, timeout));
    }

    @CanIgnoreReturnValue
    Running start(ImportCommand order) {
        Running running = new Running();
        running.caller = pipeline.run(order).subscribe()
                .with(report -> {
                    running.report = report;
                    running.whenDone.run();
                }, failure -> running.failure = failure);
        return running;
    }

    /** The outcomes of friends in words: {@code imported}, or such as {@code failed rate_limited}. */
    static Map<String, String> byName(Running running) {
        Map<String, String> outcomes = new LinkedHashMap<>();
        running.report().outcomes().forEach(outcome -> outcomes.put(outcome.userId(),
                describe(outcome).substring(outcome.userId().length() + 1)));
        return outcomes;
    }

    private static String describe(FriendOutcome outcome) {
        String text = outcome.userId() + " " + outcome.status().code();
        return outcome.failure() == null ? text : text + " " + outcome.failure().kind().code();
    }
}
