/**
 * Easemob IM, {@code contacts/import}: up to 10 friends a call, without regard to case, each in one of four lists inside an
 * HTTP 200. Easemob stores nothing of a friend but the id.
 *
 * <p>
 * Decided: {@code isSendNotice} travels as a query parameter, where Easemob's other pages have theirs, and only when it is
 * true. A login is never repeated at once, for Easemob bans who asks too often.
 *
 * @see <a href="https://doc.easemob.com/document/server-side/user_friend_import.html">导入好友列表</a>
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.vendor.easemob;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
