package org.friendsgateway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;

import org.friendsgateway.process.Closer;
import org.friendsgateway.process.NeedsCommand;
import org.friendsgateway.sandbox.fault.Fault;
import org.friendsgateway.sandbox.tencent.TencentFriend;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.ApiResponse;
import org.openapitools.client.api.FriendsApi;
import org.openapitools.client.api.FriendsApi.APIImportFriendsRequest;
import org.openapitools.client.model.AttributeValue;
import org.openapitools.client.model.ContentEncoding;
import org.openapitools.client.model.ErrorCode;
import org.openapitools.client.model.Friend;
import org.openapitools.client.model.ImportRequest;
import org.openapitools.client.model.ImportResponse;
import org.openapitools.client.model.Origin;
import org.openapitools.client.model.Problem;
import org.openapitools.client.model.Result;
import org.openapitools.client.model.Status;
import org.openapitools.client.model.Violation;

/** Generated clients import through the packaged gateway: Java's in every way, and all of them by the lines of the API page. */
class GeneratedClientIT {

    @RegisterExtension
    static final Closer CLOSER = new Closer();

    private static ClientGateway gateway;
    private static FriendsApi friends;

    /** Why a request was refused: the status and headers of {@code http}, and its body. */
    private record Refusal(ApiException http, Problem problem) {

        String header(String name) {
            return http.getResponseHeaders().firstValue(name).orElse("");
        }
    }

    @BeforeAll
    static void start() throws IOException {
        gateway = CLOSER.register(new ClientGateway("generated-client"));
        friends = friendsOf(ClientGateway.KEY);
    }

    @Test
    void importsEveryFieldOfAFriend() throws ApiException {
        OffsetDateTime met = OffsetDateTime.parse("2014-12-31T12:26:41+08:00");
        Friend bob = new Friend().userId("bob").remark("Bobby").remarkedAt(met).groups(List.of("同事", "朋友"))
                .source("Invite").message("I am Bob").addedAt(met)
                .putAttributesItem("Tag_SNS_Custom_Level", new AttributeValue(1L << 40))
                .putAttributesItem("Tag_SNS_Custom_Nick", new AttributeValue("B"));

        ApiResponse<ImportResponse> response = send(call("full", bob).contentEncoding(ContentEncoding.IDENTITY));

        assertThat(response.getStatusCode()).isEqualTo(200);
        assertThat(response.getData().getResults()).extracting(Result::getStatus).containsExactly(Status.IMPORTED);
        assertThat(response.getData().getSummary().getImported()).isEqualTo(1);
        assertThat(response.getData().getWarnings()).isEmpty();
        TencentFriend stored = gateway.vendor().friend("full", "bob").orElseThrow();
        assertThat(stored.remark()).contains("Bobby");
        assertThat(stored.remarkTime()).hasValue(met.toEpochSecond());
        assertThat(stored.groups()).containsExactly("同事", "朋友");
        assertThat(stored.source()).isEqualTo("AddSource_Type_Invite");
        assertThat(stored.wording()).contains("I am Bob");
        assertThat(stored.addTime()).hasValue(met.toEpochSecond());
        assertThat(stored.customItems()).containsEntry("Tag_SNS_Custom_Level", 1L << 40)
                .containsEntry("Tag_SNS_Custom_Nick", "B");
    }

    @Test
    void sendsAndReadsEveryHeader() throws ApiException {
        APIImportFriendsRequest.Builder call = call("headers", new Friend().userId("bob")).idempotencyKey("list-7")
                .prefer("wait=10, handling=strict").xRequestId("an-id-of-mine");

        ApiResponse<ImportResponse> first = send(call);

        assertThat(header(first, "X-Request-Id")).isEqualTo("an-id-of-mine").isEqualTo(first.getData().getRequestId());
        assertThat(header(first, "Preference-Applied")).isEqualTo("wait=10, handling=strict");
        assertThat(header(first, "RateLimit-Policy")).isEqualTo("\"tencent\";q=100;w=1");
        assertThat(header(first, "RateLimit")).startsWith("\"tencent\";r=");
        assertThat(header(first, "Server-Timing")).contains("quota;dur=", "vendor;dur=", "gateway;dur=");
        assertThat(first.getHeaders()).doesNotContainKey("Idempotent-Replayed");
        assertThat(header(send(call), "Idempotent-Replayed")).isEqualTo("true");
    }

    @Test
    void readsTheResultOfEachFriend() throws ApiException {
        gateway.vendor().faults().add(Fault.leavingOut("dora").forUser("partial"));

        ApiResponse<ImportResponse> response = send(call("partial", new Friend().userId("bob"), new Friend().userId("ghost"),
                new Friend().userId("dora")));

        assertThat(response.getStatusCode()).isEqualTo(207);
        assertThat(response.getData().getResults()).extracting(Result::getStatus).containsExactly(Status.IMPORTED,
                Status.FAILED, Status.UNKNOWN);
        assertThat(response.getData().getResults().get(1).getError()).satisfies(error -> {
            assertThat(error.getCode()).isEqualTo(ErrorCode.FRIEND_NOT_FOUND);
            assertThat(error.getOrigin()).isEqualTo(Origin.VENDOR);
            assertThat(error.getRetryable()).isFalse();
            assertThat(error.getVendor().getCode()).isEqualTo("30003");
        });
        assertThat(response.getData().getResults().get(2).getError().getCode()).isEqualTo(ErrorCode.VENDOR_UNAVAILABLE);
        assertThat(response.getData().getRetry().getUserIds()).containsExactly("dora");
        assertThat(response.getData().getRetry().getAfterMs()).isPositive();
    }

    @Test
    void readsAFriendWhoWaitsForConsent() throws ApiException {
        gateway.vendor().faults().add(Fault.result("bob", 30539, "asked").forUser("pending"));

        ApiResponse<ImportResponse> response = send(call("pending", new Friend().userId("bob")));

        assertThat(response.getStatusCode()).isEqualTo(200);
        assertThat(response.getData().getResults()).extracting(Result::getStatus).containsExactly(Status.PENDING);
    }

    @Test
    void readsWhatIsWrongWithARequest() {
        Refusal refusal = refusal(friends, call("invalid", new Friend().userId("bob"), new Friend().userId("bob")));

        check(refusal, 400, ErrorCode.INVALID_REQUEST, Origin.CALLER);
        assertThat(refusal.problem().getViolations()).extracting(Violation::getPointer).containsExactly("/friends/1/userId");
    }

    @Test
    void readsThatTheKeyIsWrong() {
        Refusal refusal = refusal(friendsOf("another-key"), call("unauthenticated", new Friend().userId("bob")));

        check(refusal, 401, ErrorCode.UNAUTHENTICATED, Origin.CALLER);
        assertThat(refusal.header("WWW-Authenticate")).startsWith("Bearer");
    }

    @Test
    void readsThatThereIsNoSuchApp() {
        APIImportFriendsRequest.Builder call = APIImportFriendsRequest.newBuilder()
                .importRequest(new ImportRequest().app("nowhere").userId("a").addFriendsItem(new Friend().userId("bob")));

        check(refusal(friends, call), 404, ErrorCode.APP_NOT_FOUND, Origin.CALLER);
    }

    @Test
    void readsWhenToRepeatARequest() {
        APIImportFriendsRequest.Builder call = APIImportFriendsRequest.newBuilder().prefer("wait=5")
                .importRequest(new ImportRequest().app("down").userId("a").addFriendsItem(new Friend().userId("bob")));

        Refusal refusal = refusal(friends, call);

        check(refusal, 503, ErrorCode.VENDOR_UNAVAILABLE, Origin.VENDOR);
        assertThat(refusal.problem().getRetryable()).isTrue();
        assertThat(refusal.problem().getProvider()).isEqualTo("tencent");
        assertThat(refusal.header("Preference-Applied")).isEqualTo("wait=5");
        assertThat(Long.parseLong(refusal.header("Retry-After")))
                .isEqualTo((refusal.problem().getRetryAfterMs() + 999) / 1000).isPositive();
    }

    @Test
    void readsThatAnOutcomeIsNotKnown() {
        gateway.vendor().faults().add(Fault.cut(Fault.Moment.AFTER_PROCESSING).forUser("cut"));

        Refusal refusal = refusal(friends, call("cut", new Friend().userId("bob")));

        assertThat(refusal.problem().getOutcome()).isEqualTo(Problem.OutcomeEnum.UNKNOWN);
    }

    @Test
    void asksForTheMethods() throws ApiException {
        assertThat(friends.importFriendsOptionsWithHttpInfo().getHeaders().get("Allow")).containsExactly("OPTIONS, POST");
    }

    @Test
    void importsInJavaAsThePageShows(@TempDir Path folder) throws IOException, InterruptedException {
        check(PageClient.java(folder), "java");
    }

    @Test
    @Tag("long")
    @NeedsCommand({ "tsc", "node" })
    void importsInTypeScriptAsThePageShows(@TempDir Path folder) throws IOException, InterruptedException {
        PageClient client = PageClient.typescript(folder);

        check(client, "typescript");
        checkWithANewerGateway(client);
    }

    @Test
    @Tag("long")
    @NeedsCommand("go")
    void importsInGoAsThePageShows(@TempDir Path folder) throws IOException, InterruptedException {
        PageClient client = PageClient.go(folder);

        check(client, "go");
        checkWithANewerGateway(client);
    }

    private static void check(PageClient client, String user) throws IOException, InterruptedException {
        String url = gateway.url();

        assertThat(client.importFriend(url, ClientGateway.KEY, user, "bob")).isEqualTo("bob imported");
        assertThat(gateway.vendor().friend(user, "bob")).isPresent();
        assertThat(client.importFriend(url, ClientGateway.KEY, user + "-2", "ghost"))
                .isEqualTo("ghost failed friend_not_found");
        assertThat(client.importFriend(url, "another-key", user, "bob")).isEqualTo("unauthenticated none");
    }

    // GeneratedModelsTest does the same for Java.
    private static void checkWithANewerGateway(PageClient client) throws IOException, InterruptedException {
        try (NewerGateway newer = new NewerGateway()) {
            assertThat(client.importFriend(newer.url(), ClientGateway.KEY, "alice", "bob")).isEqualTo("bob failed brand_new");
            assertThat(client.importFriend(newer.url(), "another-key", "alice", "bob")).isEqualTo("brand_new none");
        }
    }

    private static void check(Refusal refusal, int status, ErrorCode code, Origin origin) {
        assertThat(refusal.http().getCode()).isEqualTo(status).isEqualTo(refusal.problem().getStatus());
        assertThat(refusal.problem().getCode()).isEqualTo(code);
        assertThat(refusal.problem().getOrigin()).isEqualTo(origin);
        assertThat(refusal.problem().getOutcome()).isEqualTo(Problem.OutcomeEnum.NONE);
        assertThat(refusal.header("X-Request-Id")).isNotEmpty().isEqualTo(refusal.problem().getRequestId());
    }

    private static FriendsApi friendsOf(String key) {
        return new FriendsApi(new ApiClient(HttpClient.newBuilder(), ApiClient.createDefaultObjectMapper(), gateway.url())
                .setRequestInterceptor(http -> http.header("Authorization", "Bearer " + key)));
    }

    private static APIImportFriendsRequest.Builder call(String user, Friend... some) {
        return APIImportFriendsRequest.newBuilder()
                .importRequest(new ImportRequest().app("tencent").userId(user).friends(List.of(some)));
    }

    private static ApiResponse<ImportResponse> send(APIImportFriendsRequest.Builder call) throws ApiException {
        return friends.importFriendsWithHttpInfo(call.build());
    }

    private static Refusal refusal(FriendsApi caller, APIImportFriendsRequest.Builder call) {
        ApiException refused = catchThrowableOfType(ApiException.class, () -> caller.importFriends(call.build()));
        try {
            return new Refusal(refused,
                    ApiClient.createDefaultObjectMapper().readValue(refused.getResponseBody(), Problem.class));
        } catch (IOException unreadable) {
            throw new IllegalStateException(refused.getResponseBody(), unreadable);
        }
    }

    private static String header(ApiResponse<?> response, String name) {
        return response.getHeaders().getOrDefault(name, List.of("")).get(0);
    }
}
