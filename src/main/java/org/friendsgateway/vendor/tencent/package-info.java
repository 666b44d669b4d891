/**
 * Tencent Cloud IM, {@code v4/sns/friend_import}: up to 1,000 one-way friends per call, in the name of an App admin. An HTTP
 * 200 contains a result for each friend.
 *
 * <p>
 * Decided: {@code ResultItem} decides, whatever {@code ActionStatus} says. A friend who is a friend already counts as
 * imported. The signature is implemented here, because the published library truncates long ones.
 *
 * @see <a href="https://cloud.tencent.com/document/product/269/8301">导入好友</a>
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.vendor.tencent;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
