package ai.resolute.cli.session;

import ai.resolute.api.client.ExperimentCalls;
import ai.resolute.api.client.JsonView;
import ai.resolute.api.client.MasterAddress;
import ai.resolute.api.client.MasterClient;
import ai.resolute.api.client.TokenStore;
import ai.resolute.cli.output.Failure;
import ai.resolute.cli.output.Failure.Status;
import java.util.Optional;

/**
 * One run of the command line: which master, as whom. Addresses and tokens are looked up when
 * needed.
 */
public final class Session {
    private final Surroundings around;
    private final TokenStore tokens;
    private final Globals globals = new Globals();
    private Optional<MasterClient> client = Optional.empty();

    public Session(Surroundings around) {
        this.around = around;
        this.tokens = TokenStore.standard(around.environment());
    }

    public Surroundings around() {
        return around;
    }

    public Globals globals() {
        return globals;
    }

    public TokenStore tokens() {
        return tokens;
    }

    /** The master that is meant: told, or running here, or at the usual address. */
    public MasterAddress master() {
        var told =
                globals.master
                        .value()
                        .or(() -> around.variable("DET_MASTER"))
                        .or(() -> DataDirectory.standard(around.environment()).runningUrl())
                        .or(() -> around.variable("DET_MASTER_ADDR"))
                        .orElse("http://127.0.0.1:8080");
        try {
            return MasterAddress.of(told);
        } catch (IllegalArgumentException bad) {
            throw Failure.usage(
                    "No master can be addressed: " + bad.getMessage() + ".",
                    "an address looks like http://host:8080",
                    "det -m http://127.0.0.1:8080 …, or set DET_MASTER");
        }
    }

    /** Signed in as the user that is meant. */
    public MasterClient client() {
        if (client.isEmpty()) {
            var open = new MasterClient(master(), Optional.empty());
            client = Optional.of(open.withToken(new Login(this, open).token()));
        }
        return client.get();
    }

    /** The user that is signed in. */
    public JsonView me() {
        return client().get("/api/v1/me").view("user");
    }

    public ExperimentCalls experiments() {
        return new ExperimentCalls(client());
    }

    /** The address of a page; it signs in whoever opens it. */
    public String page(String path) {
        var token = new Login(this, client()).stored().map(login -> "#token=" + login.token());
        return master().url() + "/det/" + path + token.orElse("");
    }

    /** The address of a page without a token, for people to read. */
    public String address(String path) {
        return master().url() + "/det/" + path;
    }

    public Failure notFound(String what) {
        return new Failure(
                Status.NOT_FOUND, what, "the master at " + master() + " does not know it", "", "");
    }
}
