/**
 * Tencent Cloud IM, {@code v4/sns/friend_import}: up to 1,000 one-way friends a call, in the name of an App admin, each
 * judged by itself inside an HTTP 200.
 *
 * <p>
 * Decided: the verdict is {@code ResultItem}, whatever {@code ActionStatus} says. A friend who is a friend already counts
 * as imported. The signature is our own, for the published library cuts long ones.
 *
 * @see <a href="https://cloud.tencent.com/document/product/269/8301">导入好友</a>
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.vendor.tencent;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
