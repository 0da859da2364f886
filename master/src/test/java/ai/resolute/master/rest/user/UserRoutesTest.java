package ai.resolute.master.rest.user;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.TestCaller;
import ai.resolute.master.rest.ServedMaster;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Users over HTTP. */
class UserRoutesTest extends ServedMaster {
    private static final String ALL = "/api/v1/users";

    private TestCaller.Answer add(TestCaller caller, String name, String password) {
        return caller.post(
                ALL,
                Map.of("user", Map.of("username", name, "admin", false), "password", password));
    }

    private int added(String name) {
        var answer = add(admin, name, "Secret123");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.number("user.id");
    }

    private TestCaller.Answer patch(TestCaller caller, int id, String body) {
        return caller.send("PATCH", ALL + "/" + id, body);
    }

    private TestCaller.Answer login(String name, String password) {
        return person.as("")
                .post("/api/v1/auth/login", Map.of("username", name, "password", password));
    }

    private TestCaller in(String name, String password) {
        return person.as((String) login(name, password).at("token"));
    }

    @Test
    void anAdministratorMakesUsersWhoCanLogIn() {
        var id = added("ada");
        assertThat(id).isEqualTo(3);
        assertThat(in("ada", "Secret123").read("/api/v1/me").at("user.username")).isEqualTo("ada");
        assertThat(person.read(ALL + "/ada/by-username").number("user.id")).isEqualTo(3);
        assertThat(person.read(ALL + "/3").at("user.active")).isEqualTo(true);
        assertThat(person.get(ALL + "/bob/by-username").status()).isEqualTo(404);
        assertThat(person.get(ALL + "/9").status()).isEqualTo(404);
        var again = add(admin, "ADA", "Secret123");
        assertThat(again.status()).isEqualTo(409);
        assertThat(error(again)).contains("user already exists");
    }

    @Test
    void aSessionThatEndsMeanwhileIsNotKeptInTheBrowser() {
        var id = added("ada");
        var token = login("ada", "Secret123").at("token");
        master.cluster.overtake(() -> patch(admin, id, "{\"password\": \"Another123\"}"));
        var kept = person.as("").post("/api/v1/auth/session", Map.of("token", token));
        assertThat(kept.status()).isEqualTo(401);
    }

    @Test
    void nobodyElseMakesUsers() {
        var refused = add(person, "ada", "Secret123");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(error(refused)).isEqualTo("only admin privileged users can create users");
        assertThat(person.send("PATCH", ALL, "{\"userIds\": [1]}").status()).isEqualTo(403);
    }

    @Test
    void namesAndPasswordsHaveRules() {
        for (var name : List.of("", "a b", "a/b", "x".repeat(101))) {
            assertThat(add(admin, name, "Secret123").status()).as(name).isEqualTo(400);
        }
        for (var password : List.of("", "Short1", "nocapital1", "NOSMALL1", "NoDigits")) {
            var weak = add(admin, "ada", password);
            assertThat(weak.status()).as(password).isEqualTo(400);
            assertThat(error(weak)).contains("at least 8 characters");
        }
        var request = new HashMap<String, Object>();
        request.put("user", Map.of("username", "ada"));
        request.put("isHashed", true);
        for (var digest : List.of("", "Secret123", "ab")) {
            request.put("password", digest);
            assertThat(admin.post(ALL, request).status()).as(digest).isEqualTo(400);
        }
        request.put("password", "ab".repeat(64));
        assertThat(admin.post(ALL, request).status()).isEqualTo(200);
        assertThat(admin.post(ALL, "{\"password\": \"Secret123\"}").status()).isEqualTo(400);
    }

    @Test
    void whoIsKeptOutIsSignedOutAtOnce() {
        var id = added("ada");
        var ada = in("ada", "Secret123");
        assertThat(patch(admin, id, "{\"active\": false}").at("user.active")).isEqualTo(false);
        assertThat(ada.get("/api/v1/me").status()).isEqualTo(401);
        assertThat(login("ada", "Secret123").status()).isEqualTo(403);
        patch(admin, id, "{\"active\": true}");
        assertThat(ada.get("/api/v1/me").status()).as("the old token").isEqualTo(401);
        assertThat(login("ada", "Secret123").status()).isEqualTo(200);
    }

    @Test
    void usersChangeTheirOwnPasswordAndDisplayNameOnly() {
        var id = added("ada");
        var other = added("bob");
        var ada = in("ada", "Secret123");
        assertThat(patch(ada, id, "{\"displayName\": \"Ada L\"}").at("user.displayName"))
                .isEqualTo("Ada L");
        for (var body :
                List.of("{\"admin\": true}", "{\"username\": \"x\"}", "{\"active\": true}")) {
            assertThat(patch(ada, id, body).status()).as(body).isEqualTo(403);
        }
        assertThat(patch(ada, other, "{\"displayName\": \"x\"}").status()).isEqualTo(403);
        assertThat(patch(ada, id, "{\"password\": \"weak\"}").status()).isEqualTo(400);
        assertThat(ada.get("/api/v1/me").status()).isEqualTo(200);
        assertThat(patch(ada, id, "{\"password\": \"Better456\"}").status()).isEqualTo(200);
        assertThat(ada.get("/api/v1/me").status()).isEqualTo(401);
        assertThat(login("ada", "Secret123").status()).isEqualTo(401);
        assertThat(login("ada", "Better456").status()).isEqualTo(200);
    }

    @Test
    void anAdministratorRenamesAndPromotes() {
        var id = added("ada");
        assertThat(patch(admin, id, "{\"username\": \"lovelace\", \"admin\": true}").status())
                .isEqualTo(200);
        assertThat(add(in("lovelace", "Secret123"), "bob", "Secret123").status()).isEqualTo(200);
        var taken = patch(admin, id, "{\"displayName\": \"Determined\"}");
        assertThat(taken.status()).isEqualTo(409);
        assertThat(error(taken)).contains("is a name of user 'determined'");
        assertThat(patch(admin, id, "{\"username\": \"bob\"}").status()).isEqualTo(409);
        var linked = patch(admin, id, "{\"agentUserGroup\": {\"agentUid\": 1}}");
        assertThat(linked.status()).isEqualTo(400);
        assertThat(error(linked)).contains("runs as the one who started the master");
        assertThat(patch(admin, 99, "{}").status()).isEqualTo(404);
    }

    @Test
    void somebodyAlwaysMayAdminister() {
        for (var body : List.of("{\"active\": false}", "{\"admin\": false}")) {
            var refused = patch(admin, 1, body);
            assertThat(refused.status()).as(body).isEqualTo(409);
            assertThat(error(refused)).contains("nobody would be left");
        }
        var ada = added("ada");
        patch(admin, ada, "{\"admin\": true}");
        assertThat(patch(admin, 1, "{\"admin\": false}").status()).isEqualTo(200);
        assertThat(add(admin, "bob", "Secret123").status()).isEqualTo(403);
    }

    @Test
    void listsAreFilteredSortedAndComeInParts() {
        added("zoe");
        var id = added("Bob");
        patch(admin, id, "{\"active\": false, \"displayName\": \"Aaron\"}");
        assertThat(names("")).containsExactly("admin", "determined", "zoe", "Bob");
        assertThat(names("?active=false")).containsExactly("Bob");
        assertThat(names("?admin=true")).containsExactly("admin");
        assertThat(names("?name=AAR")).containsExactly("Bob");
        assertThat(names("?sortBy=SORT_BY_NAME")).startsWith("Bob", "admin");
        assertThat(names("?sortBy=SORT_BY_USER_NAME&orderBy=ORDER_BY_DESC&limit=1"))
                .containsExactly("zoe");
        assertThat(person.read(ALL + "?limit=1").number("pagination.total")).isEqualTo(4);
        var results = admin.send("PATCH", ALL, "{\"userIds\": [1, 3, 77], \"activate\": false}");
        assertThat(results.at("results.0.error").toString()).contains("nobody would be left");
        assertThat(results.at("results.1.error")).isEqualTo("");
        assertThat(results.at("results.2.error")).isEqualTo("user '77' not found");
        assertThat(names("?active=true")).containsExactly("admin", "determined");
    }

    private List<String> names(String query) {
        return ((List<?>) person.read(ALL + query).at("users"))
                .stream().map(user -> (String) ((Map<?, ?>) user).get("username")).toList();
    }
}
