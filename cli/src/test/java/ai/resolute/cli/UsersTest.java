package ai.resolute.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.api.client.JsonView;
import ai.resolute.api.wire.Wire;
import ai.resolute.cli.session.Login;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The noun user, and the master's log. */
class UsersTest {
    private static final String ADA =
            "{\"user\":{\"id\":3,\"username\":\"ada\",\"admin\":false,\"active\":true}}";

    @TempDir private Path home;
    private final TestingMaster master = new TestingMaster();

    @AfterEach
    void close() {
        master.close();
    }

    private Ran det(String... arguments) {
        return Ran.det(home, master, arguments);
    }

    private JsonView lastBody() {
        return JsonView.ofTree(Wire.parse(master.asked().getLast().body()));
    }

    private void ada() {
        master.on("GET /api/v1/users/ada/by-username", ADA);
        master.on("PATCH /api/v1/users/3", ADA);
        master.on("GET /api/v1/me", ADA);
    }

    @Test
    void aUserIsMadeWithADigestOfThePassword() {
        master.on("POST /api/v1/users", ADA);
        assertThat(det("user", "create", "bob", "--admin", "--password", "Secret123").out())
                .isEqualTo("Created user bob\n");
        assertThat(lastBody().view("user").text("username")).isEqualTo("bob");
        assertThat(lastBody().view("user").flag("admin")).isTrue();
        assertThat(lastBody().text("password")).isEqualTo(Login.hashed("Secret123")).hasSize(128);
        assertThat(lastBody().flag("isHashed")).isTrue();
        var weak = det("user", "create", "bob", "--password", "weak");
        assertThat(weak.status()).isEqualTo(2);
        assertThat(weak.err()).contains("easy to guess").contains("at least 8 characters");
        assertThat(det("user", "create", "bob").status()).as("no password at all").isEqualTo(2);
    }

    @Test
    void rightsAndNamesAreChangedByNumber() {
        ada();
        assertThat(det("user", "deactivate", "ada").out()).isEqualTo("Deactivated user ada\n");
        assertThat(lastBody().fields()).isEqualTo(Map.of("active", false));
        det("user", "activate", "ada");
        assertThat(lastBody().fields()).isEqualTo(Map.of("active", true));
        assertThat(det("user", "rename", "ada", "lovelace").out())
                .isEqualTo("Renamed user ada to lovelace\n");
        assertThat(lastBody().fields()).isEqualTo(Map.of("username", "lovelace"));
        det("user", "edit", "ada", "--admin", "true", "--display-name", "Ada L");
        assertThat(lastBody().fields()).isEqualTo(Map.of("displayName", "Ada L", "admin", true));
        assertThat(det("user", "edit", "ada").err()).contains("--admin true");
        var unknown = det("user", "activate", "nobody");
        assertThat(unknown.status()).isEqualTo(5);
    }

    @Test
    void whoeverIsNotAllowedIsTold() {
        ada();
        master.on("GET /api/v1/users/bob/by-username", ADA.replace("3", "4"));
        master.on(
                "PATCH /api/v1/users/4",
                403,
                "{\"error\":{\"code\":7,\"error\":\"only admin privileged users can\"}}"
                        .getBytes());
        var ran = det("user", "deactivate", "bob");
        assertThat(ran.status()).isEqualTo(4);
        assertThat(ran.err()).contains("only admin privileged users can");
    }

    @Test
    void onesOwnNewPasswordSignsOneOut() {
        ada();
        var ran = det("user", "change-password", "--password", "Secret123");
        assertThat(ran.out()).isEqualTo("Changed the password of ada\n");
        assertThat(ran.err()).contains("det user login ada");
        assertThat(lastBody().text("password")).isEqualTo(Login.hashed("Secret123"));
    }

    @Test
    void theListTellsWhoMayDoWhat() {
        master.on(
                "GET /api/v1/users",
                "{\"users\":[{\"id\":1,\"username\":\"admin\",\"admin\":true,\"active\":true,"
                        + "\"displayName\":\"\",\"lastAuthAt\":\"2026-01-31T12:00:00Z\"}]}");
        assertThat(det("user").out()).contains("admin").contains("12:00:00");
        assertThat(master.lines().getLast()).endsWith("&active=true");
        assertThat(det("u", "list", "-a", "--csv").out())
                .isEqualTo(
                        """
                        id,username,displayName,admin,active,lastLogin
                        1,admin,,true,true,2026-01-31T12:00:00Z
                        """);
        assertThat(master.lines().getLast()).doesNotContain("active");
    }

    @Test
    void theMastersLogIsPrinted() {
        master.on(
                "GET /api/v1/master/logs",
                "{\"result\":{\"logEntry\":{\"id\":1,\"message\":\"it answers\","
                        + "\"timestamp\":\"2026-01-31T12:00:00Z\",\"level\":\"LOG_LEVEL_INFO\"}}}\n");
        assertThat(det("master", "logs", "--tail", "5").out())
                .isEqualTo("2026-01-31T12:00:00Z [INFO] it answers\n");
        assertThat(master.lines().getLast())
                .isEqualTo("GET /api/v1/master/logs?follow=false&offset=-5");
    }
}
