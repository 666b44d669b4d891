package org.friendsgateway.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;

import org.eclipse.microprofile.config.spi.Converter;

/** The key of the callers' authentication. Public, for the validator cannot see it otherwise. */
@ConfigMapping(prefix = "gateway.auth")
public interface AuthConfig {

    /** How callers are known. */
    enum Mode {
        /** Whoever reaches the port is a caller. */
        NONE
    }

    @WithDefault("none")
    @WithConverter(ModeReader.class)
    Mode mode();

    /** Reads a mode; who asks for another one must not be left open to everybody. */
    final class ModeReader implements Converter<Mode> {

        @Override
        public Mode convert(String text) {
            if (!text.equals("none")) {
                throw new IllegalArgumentException(
                        "gateway.auth.mode can only be none: callers' authentication is not built in this version");
            }
            return Mode.NONE;
        }
    }
}
