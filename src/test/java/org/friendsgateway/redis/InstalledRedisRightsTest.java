package org.friendsgateway.redis;

import java.io.IOException;

import org.friendsgateway.process.NeedsCommand;
import org.friendsgateway.process.RealRedis;

/** The same at the Redis of this machine, which is newer than the oldest one that is supported. */
@NeedsCommand("redis-server")
class InstalledRedisRightsTest extends RedisRightsTest {

    @Override
    RealRedis server() throws IOException {
        return RealRedis.installed();
    }
}
