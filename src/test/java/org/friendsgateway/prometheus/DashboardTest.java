package org.friendsgateway.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.prometheus.Rules.elements;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;

import org.friendsgateway.process.NeedsCommand;
import org.friendsgateway.prometheus.Dashboard.Query;
import org.friendsgateway.prometheus.Promtool.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DashboardTest {

    private static final int WIDTH = 24;

    @Test
    @NeedsCommand("promtool")
    void hasQueriesThatPrometheusAccepts(@TempDir Path folder) {
        List<String> queries = Dashboard.queries().map(query -> query.over("5m")).toList();

        Verdict verdict = Promtool.check("check", "rules", Rules.recording(queries, folder).toString());

        assertThat(verdict.status()).as(verdict.output()).isZero();
        assertThat(queries).isNotEmpty().noneMatch(query -> query.contains("$"));
    }

    @Test
    void startsWithTheQuota() {
        List<String> titles = Dashboard.panels().stream().filter(panel -> !panel.path("type").asText().equals("row"))
                .limit(4).map(panel -> panel.path("title").asText()).toList();

        assertThat(titles).containsExactly("Quota used", "Calls against the limit", "Rate limited", "Wait for permits");
    }

    @Test
    void letsTheViewerChooseTheDataSource() {
        assertThat(Dashboard.read().findValues("datasource")).isNotEmpty()
                .allSatisfy(source -> assertThat(source.path("uid").asText()).isEqualTo("${datasource}"));
        assertThat(elements(Dashboard.read().at("/templating/list")).map(variable -> variable.path("name").asText()))
                .containsExactly("datasource", "namespace", "provider", "app");
    }

    @Test
    void separatesNamespaces() {
        assertThat(Dashboard.queries().map(Query::expression)).allMatch(query -> query.contains("namespace=~\"$namespace"))
                .noneMatch(query -> query.matches(".*by \\((app|alertname).*"));
    }

    @Test
    void hasUniquePanels() {
        assertThat(Dashboard.panels().stream().map(panel -> panel.path("id").asInt())).doesNotHaveDuplicates();
        assertThat(Dashboard.queries().map(Query::name)).doesNotHaveDuplicates();
    }

    @Test
    void hasNoOverlappingPanels() {
        Set<Integer> occupied = new HashSet<>();

        assertThat(Dashboard.panels().stream().map(panel -> panel.path("gridPos"))).allSatisfy(
                place -> cells(place).forEach(cell -> assertThat(occupied.add(cell)).as("free cell of %s", place).isTrue()));
    }

    private static IntStream cells(JsonNode place) {
        int left = place.path("x").asInt();
        int right = left + place.path("w").asInt();
        assertThat(right).isLessThanOrEqualTo(WIDTH);
        return IntStream.range(place.path("y").asInt(), place.path("y").asInt() + place.path("h").asInt())
                .flatMap(row -> IntStream.range(left, right).map(column -> row * WIDTH + column));
    }
}
