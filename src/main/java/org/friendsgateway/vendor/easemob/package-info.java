/**
 * Easemob IM, {@code contacts/import}: up to 10 friends per call, whose ids are case-insensitive. An HTTP 200 has each of them
 * in one of four lists. Easemob stores nothing of a friend but the id.
 *
 * <p>
 * Decided: {@code isSendNotice} is a query parameter, as on Easemob's other pages, and is sent only when it is true.
 * Easemob bans accounts that log in too often, so a failed login is followed by a pause.
 *
 * @see <a href="https://doc.easemob.com/document/server-side/user_friend_import.html">导入好友列表</a>
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.vendor.easemob;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
