package org.friendsgateway.redis;

import java.io.IOException;

import org.friendsgateway.process.NeedsCommand;
import org.friendsgateway.process.RealRedis;
import org.junit.jupiter.api.Tag;

/** The same with the Redis of this machine, which is newer than the oldest supported version. */
@Tag("long")
@NeedsCommand("redis-server")
class InstalledRedisRightsTest extends RedisRightsTest {

    @Override
    RealRedis server() throws IOException {
        return RealRedis.installed();
    }
}
