package org.friendsgateway.sandbox.tencent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.Map;

import com.tencentcloudapi.im.ApiClient;
import com.tencentcloudapi.im.ApiException;
import com.tencentcloudapi.im.api.RelationshipsApi;
import com.tencentcloudapi.im.model.FriendAddResponseAllOfResultItem;
import com.tencentcloudapi.im.model.FriendImportRequest;
import com.tencentcloudapi.im.model.FriendImportRequestAddFriendItemInner;
import com.tencentcloudapi.im.model.FriendImportRequestAddFriendItemInnerCustomItemInner;
import com.tencentcloudapi.im.model.FriendImportResponse;

import io.vertx.core.Vertx;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tencent's own Java client works with the sandbox. */
class TencentSdkTest {

    private final Vertx vertx = Vertx.vertx();
    private TencentSandbox sandbox;
    private RelationshipsApi api;

    @BeforeEach
    void start() {
        startWith(TencentCaller.SETTINGS);
    }

    private void startWith(TencentSandbox.Settings settings) {
        sandbox = new TencentSandbox(vertx, settings).start().toCompletionStage().toCompletableFuture().join();
        ApiClient client = new ApiClient();
        client.setBasePath("http://127.0.0.1:" + sandbox.port());
        client.setSdkappid((int) TencentCaller.APP);
        client.setIdentifier(TencentCaller.ADMIN);
        client.setKey(UserSigSigner.KEY);
        api = new RelationshipsApi(client);
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void importsAllFriends() throws ApiException {
        FriendImportRequest request = request("id", "id1", "id2");
        request.getAddFriendItem().get(0).remark("remark1").remarkTime(1420000001).addGroupNameItem("朋友")
                .addWording("I'm Test1")
                .addTime(1420000002).addCustomItemItem(
                        new FriendImportRequestAddFriendItemInnerCustomItemInner().tag("Tag_SNS_Custom_Nick").value("B"));

        FriendImportResponse response = api.friendImport(123, request);

        assertThat(response.getActionStatus()).isEqualTo("OK");
        assertThat(response.getErrorCode()).isZero();
        assertThat(response.getErrorDisplay()).isEmpty();
        assertThat(response.getFailAccount()).isNull();
        assertThat(response.getResultItem()).extracting(FriendAddResponseAllOfResultItem::getToAccount,
                FriendAddResponseAllOfResultItem::getResultCode, FriendAddResponseAllOfResultItem::getResultInfo)
                .containsExactly(tuple("id1", 0, ""), tuple("id2", 0, ""));
        assertThat(sandbox.friendsOf("id")).containsExactly("id1", "id2");
        assertThat(sandbox.friend("id", "id1").orElseThrow().customItems()).isEqualTo(Map.of("Tag_SNS_Custom_Nick", "B"));
    }

    @Test
    void reportsFailedFriendsOfASuccessfulCall() throws ApiException {
        FriendImportResponse response = api.friendImport(123, request("id", "id1", "ghost"));

        assertThat(response.getActionStatus()).isEqualTo("OK");
        assertThat(response.getErrorCode()).isZero();
        assertThat(response.getFailAccount()).containsExactly("ghost");
        assertThat(response.getResultItem()).extracting(FriendAddResponseAllOfResultItem::getResultCode).containsExactly(0,
                30003);
    }

    @Test
    void reportsARefusal() throws ApiException {
        FriendImportResponse response = api.friendImport(123, request("ghost", "id1"));

        assertThat(response.getActionStatus()).isEqualTo("FAIL");
        assertThat(response.getErrorCode()).isEqualTo(30003);
        assertThat(response.getErrorInfo()).isEqualTo("Err_SNS_FriendImport_From_Account_Not_Exist");
        assertThat(response.getResultItem()).isNull();
    }

    @Test
    void reportsAWrongKeyAsABadSignature() throws ApiException {
        api.getApiClient().setKey("another");

        assertThat(api.friendImport(123, request("id", "id1")).getErrorCode()).isEqualTo(70009);
    }

    @Test
    void acceptsTheOldForm() throws ApiException {
        startWith(TencentCaller.SETTINGS.withOldForm());

        FriendImportResponse response = api.friendImport(123, request("id", "id1"));

        assertThat(response.getFailAccount()).isEmpty();
        assertThat(response.getAdditionalProperties()).containsKey("Invalid_Account");
    }

    private static FriendImportRequest request(String owner, String... friends) {
        FriendImportRequest request = new FriendImportRequest().fromAccount(owner);
        for (String friend : friends) {
            request.addAddFriendItemItem(
                    new FriendImportRequestAddFriendItemInner().toAccount(friend).addSource("AddSource_Type_Test"));
        }
        return request;
    }
}
