package org.friendsgateway.k8s;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.fabric8.kubernetes.api.model.ObjectMeta;

/**
 * As much of an ExternalSecret as the manifests use; anything else is unknown, and refused.
 *
 * @see <a href="https://external-secrets.io/latest/api/externalsecret/">ExternalSecret</a>
 */
record ExternalSecret(@JsonProperty(required = true) String apiVersion, @JsonProperty(required = true) String kind,
        @JsonProperty(required = true) ObjectMeta metadata, @JsonProperty(required = true) Spec spec) {

    record Spec(String refreshInterval, @JsonProperty(required = true) Store secretStoreRef,
            @JsonProperty(required = true) Target target, @JsonProperty(required = true) List<Entry> data) {
    }

    record Store(@JsonProperty(required = true) StoreKind kind, @JsonProperty(required = true) String name) {
    }

    enum StoreKind {
        SecretStore,
        ClusterSecretStore
    }

    record Target(@JsonProperty(required = true) String name, CreationPolicy creationPolicy) {
    }

    enum CreationPolicy {
        Owner,
        Orphan,
        Merge,
        None
    }

    record Entry(@JsonProperty(required = true) String secretKey, @JsonProperty(required = true) Remote remoteRef) {
    }

    record Remote(@JsonProperty(required = true) String key, String property) {
    }
}
