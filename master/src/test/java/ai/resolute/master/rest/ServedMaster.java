package ai.resolute.master.rest;

import ai.resolute.master.TestCaller;
import ai.resolute.master.TestCluster;
import ai.resolute.master.TestMaster;
import ai.resolute.master.store.Database;
import ai.resolute.master.store.EitherDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tests over HTTP: a real server over real services, a person and an administrator. */
@ExtendWith(EitherDatabase.class)
public abstract class ServedMaster {
    protected TestMaster master;
    protected TestCaller person;
    protected TestCaller admin;
    @TempDir protected Path directory;

    @BeforeEach
    void start(Database database) {
        master = new TestMaster(new TestCluster(database, directory, 2));
        person = master.login("determined");
        admin = master.login("admin");
    }

    @AfterEach
    void stop() {
        master.close();
    }

    /** A new experiment, asked for over HTTP. */
    protected int create(String config, Map<String, Object> more) {
        var request = new java.util.LinkedHashMap<String, Object>(more);
        request.put("config", config);
        request.putIfAbsent("modelDefinition", List.of());
        request.putIfAbsent("activate", true);
        return person.done("/api/v1/experiments", request).number("experiment.id");
    }

    protected int create() {
        return create(TestCluster.SINGLE, Map.of());
    }

    protected static String one(int id) {
        return "/api/v1/experiments/" + id;
    }

    protected static String error(TestCaller.Answer answer) {
        return (String) answer.at("error.error");
    }
}
