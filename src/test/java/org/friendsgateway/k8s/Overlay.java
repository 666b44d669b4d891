package org.friendsgateway.k8s;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;

/** An overlay as kubectl renders it, read strictly. */
record Overlay(String name, String yaml, List<Object> resources) {

    static final String GATEWAY = "friends-gateway";

    static Overlay render(String name) throws IOException, InterruptedException {
        return render(name, Path.of("k8s", "overlays", name));
    }

    /** Renders a folder with a kustomization. */
    static Overlay render(String name, Path folder) throws IOException, InterruptedException {
        Process kubectl = new ProcessBuilder("kubectl", "kustomize", folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String yaml = new String(kubectl.getInputStream().readAllBytes(), UTF_8);
        if (kubectl.waitFor() != 0) {
            throw new IllegalStateException("kubectl cannot render " + name);
        }
        return new Overlay(name, yaml, StrictManifests.read(yaml));
    }

    <T> List<T> all(Class<T> kind) {
        return resources.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    <T extends HasMetadata> T the(Class<T> kind, String called) {
        return all(kind).stream().filter(each -> each.getMetadata().getName().equals(called)).findFirst().orElseThrow();
    }

    PodSpec pod() {
        return the(Deployment.class, GATEWAY).getSpec().getTemplate().getSpec();
    }

    /** The pod of the gateway. */
    Container container() {
        return container("gateway");
    }

    Container container(String called) {
        return pod().getContainers().stream().filter(each -> each.getName().equals(called)).findFirst().orElseThrow();
    }

    /** The value of an environment variable that the container sets by name. */
    String variable(String variable) {
        return container().getEnv().stream().filter(each -> each.getName().equals(variable)).findFirst().orElseThrow()
                .getValue();
    }

    /** The properties in the gateway's configuration folder. */
    String propertiesFile() {
        ConfigMap config = the(ConfigMap.class, pod().getVolumes().stream().filter(each -> each.getConfigMap() != null)
                .findFirst().orElseThrow().getConfigMap().getName());
        return config.getData().get("application.properties");
    }

    Properties properties() {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(propertiesFile()));
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return properties;
    }

    /** The name of the Secret that the container's environment comes from. */
    String secretName() {
        return container().getEnvFrom().get(0).getSecretRef().getName();
    }

    /** The keys of that Secret, whether a Secret or an ExternalSecret defines it. */
    Set<String> secretKeys() {
        Set<String> keys = new TreeSet<>();
        all(ExternalSecret.class).stream().filter(each -> each.spec().target().name().equals(secretName()))
                .flatMap(each -> each.spec().data().stream()).forEach(each -> keys.add(each.secretKey()));
        all(Secret.class).stream().filter(each -> each.getMetadata().getName().equals(secretName()))
                .forEach(each -> keys.addAll(each.getData().keySet()));
        return keys;
    }
}
