import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Downloads, checks and unpacks the pinned Maven for mvnw: {@code java MavenDownload.java SOURCE SHA512 FOLDER}, where SOURCE is a
 * URL or a file. Runs from source with JDK 17. Exits with 1 and one line that says why when it fails.
 */
final class MavenDownload {

    private static final int CONNECT_TIMEOUT_MILLIS = 20_000;
    private static final int READ_TIMEOUT_MILLIS = 60_000;

    private MavenDownload() {
    }

    public static void main(String[] args) throws GeneralSecurityException {
        try {
            URI url = args[0].contains("://") ? URI.create(args[0]) : Path.of(args[0]).toUri();
            useProxy(url.getScheme());
            byte[] archive = download(url);
            String sha512 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(archive));
            if (!sha512.equals(args[1])) {
                throw new IOException("it is not the pinned Maven, its SHA-512 is " + sha512);
            }
            unpack(archive, Path.of(args[2]));
        } catch (IOException | IllegalArgumentException failure) {
            System.err.println("mvnw: no Maven from " + args[0] + ": " + failure);
            System.exit(1);
        }
    }

    private static byte[] download(URI url) throws IOException {
        URLConnection connection = url.toURL().openConnection();
        connection.setConnectTimeout(CONNECT_TIMEOUT_MILLIS);
        connection.setReadTimeout(READ_TIMEOUT_MILLIS);
        try (InputStream in = connection.getInputStream()) {
            return in.readAllBytes();
        }
    }

    /** The checksum was right, so the names in the archive are Apache's and stay inside the folder. */
    private static void unpack(byte[] archive, Path folder) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path path = folder.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else {
                    Files.createDirectories(path.getParent());
                    Files.copy(zip, path);
                }
                // The JDK's zip streams ignore which files are executable.
                if (entry.getName().matches("[^/]+/bin/mvn\\w*")) {
                    path.toFile().setExecutable(true, false);
                }
            }
        }
    }

    /** Reads https_proxy, http_proxy and no_proxy like curl and wget. A proxy in the JVM's properties takes precedence. */
    // The JDK's message would repeat the address, which may hold a password.
    private static URI proxyAddress(String scheme, String proxy) {
        try {
            URI address = new URI(proxy.contains("://") ? proxy : "http://" + proxy);
            if (address.getHost() != null) {
                return address;
            }
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException(scheme + "_proxy is no URL");
        }
        throw new IllegalArgumentException(scheme + "_proxy names no host");
    }

    private static void useProxy(String scheme) {
        String proxy = variable(scheme + "_proxy");
        if (proxy.isBlank() || System.getProperty(scheme + ".proxyHost") != null) {
            return;
        }
        URI address = proxyAddress(scheme, proxy);
        System.setProperty(scheme + ".proxyHost", address.getHost());
        System.setProperty(scheme + ".proxyPort", Integer.toString(address.getPort() == -1 ? 80 : address.getPort()));
        String direct = Stream.of(variable("no_proxy").split("[,\\s]+")).filter(host -> !host.isEmpty())
                .flatMap(host -> host.matches("[*.].*") ? Stream.of("*" + host.replaceFirst("^\\*", ""))
                        : Stream.of(host, "*." + host))
                .collect(Collectors.joining("|"));
        if (!direct.isEmpty()) {
            System.setProperty("http.nonProxyHosts", direct);
        }
        if (address.getUserInfo() != null) {
            logInToProxy(address.getUserInfo().split(":", 2));
        }
    }

    private static void logInToProxy(String[] nameAndPassword) {
        // By default the JDK does not send Basic credentials to a proxy that it tunnels through.
        System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
        Authenticator.setDefault(new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return getRequestorType() != RequestorType.PROXY ? null
                        : new PasswordAuthentication(nameAndPassword[0],
                                nameAndPassword.length == 1 ? new char[0] : nameAndPassword[1].toCharArray());
            }
        });
    }

    private static String variable(String name) {
        String value = System.getenv(name);
        return value == null ? System.getenv().getOrDefault(name.toUpperCase(Locale.ROOT), "") : value;
    }
}
