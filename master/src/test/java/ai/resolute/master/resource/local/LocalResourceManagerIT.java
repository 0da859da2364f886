package ai.resolute.master.resource.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.resolute.master.config.JsonTree;
import ai.resolute.master.id.AllocationId;
import ai.resolute.master.resource.Hardware;
import ai.resolute.master.resource.Launch;
import ai.resolute.master.resource.WorkerExit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Real processes; small Python programs stand in for the supervisor and for the starter. */
@ParameterizedClass(name = "with a starter: {0}")
@ValueSource(booleans = {true, false})
final class LocalResourceManagerIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final AllocationId ID = new AllocationId("1.task.1");
    private static final AllocationId NEXT = new AllocationId("1.task.2");

    /** Does as the protocol says: lock, supervisor.json, a child, exit.json as its last act. */
    private static final String SUPERVISOR =
            """
            import fcntl, json, os, pathlib, subprocess, sys, time
            home = pathlib.Path(sys.argv[-1])
            if "--drain" in sys.argv:
                with open(home / "attempts", "a") as attempts:
                    attempts.write(".")
                if (home / "refuse").exists():
                    sys.exit(1)
                (home / "drained").write_text("")
                sys.exit(0)
            lock = open(home / "lock", "w")
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                sys.exit(0)
            start = int(open("/proc/self/stat").read().rpartition(")")[2].split()[19])
            (home / "new").write_text(json.dumps({"pid": os.getpid(), "start": start}))
            (home / "new").rename(home / "supervisor.json")
            child = subprocess.Popen(["sleep", "300"])
            (home / "child.new").write_text(json.dumps({"pid": child.pid}))
            (home / "child.new").rename(home / "child")
            while not (home / "go").exists():
                time.sleep(0.02)
            child.kill()
            (home / "new").write_text(json.dumps({"status": 7}))
            (home / "new").rename(home / "exit.json")
            """;

    private static final String STARTER =
            """
            import os, pathlib, subprocess, sys, threading
            def follow(number, child):
                print(number, "ended", child.wait(), flush=True)
            pathlib.Path(__file__).with_name("starter.pid").write_text(str(os.getpid()))
            for line in sys.stdin:
                number, home = line.strip().split(" ", 1)
                command = [sys.executable, "-m", "determined.run.supervisor", home]
                child = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL)
                print(number, "started", child.pid, flush=True)
                threading.Thread(target=follow, args=(number, child)).start()
            os._exit(0)
            """;

    @Parameter boolean starter;
    @TempDir Path directory;
    private final BlockingQueue<WorkerExit> exits = new LinkedBlockingQueue<>();
    private LocalResourceManager manager;

    @BeforeEach
    void open() throws IOException {
        var run = Files.createDirectories(directory.resolve("harness/determined/run"));
        Files.createFile(run.getParent().resolve("__init__.py"));
        Files.createFile(run.resolve("__init__.py"));
        Files.writeString(run.resolve("supervisor.py"), SUPERVISOR);
        if (starter) {
            Files.writeString(run.resolve("starter.py"), STARTER);
        }
        manager = newManager("python3");
    }

    @AfterEach
    void close() throws InterruptedException {
        manager.adopt(Set.of(ID));
        manager.kill(ID);
        manager.awaitIdle(LIMIT);
        manager.close();
    }

    @Test
    void aWorkerEndsWithTheStatusThatItsSupervisorWrote() throws Exception {
        start();
        Files.createFile(home().resolve("go"));
        assertThat(exit()).isEqualTo(new WorkerExit.Exited(7));
        assertThat(home().resolve("drained")).doesNotExist();
        manager.forget(ID);
        assertThat(home()).doesNotExist();
    }

    @Test
    void aWorkerOutlivesItsManagerAndIsFoundAgain() throws Exception {
        start();
        var child = child();
        manager.close();
        manager = newManager("python3");
        manager.start(launch());
        manager.adopt(Set.of(ID));
        assertThat(child.isAlive()).isTrue();
        assertThat(child()).isEqualTo(child);
        Files.createFile(home().resolve("go"));
        assertThat(exit()).isEqualTo(new WorkerExit.Exited(7));
    }

    @Test
    void whatEndedInTheMeantimeIsToldAtAdoption() throws Exception {
        start();
        manager.close();
        Files.createFile(home().resolve("go"));
        await(() -> Files.exists(home().resolve("exit.json")));
        manager = newManager("python3");
        manager.adopt(Set.of(ID));
        assertThat(exit()).isEqualTo(new WorkerExit.Exited(7));
    }

    @Test
    void aKillEndsTheWholeGroupAndTheSpoolsAreDrained() throws Exception {
        start();
        var child = child();
        manager.kill(ID);
        assertThat(exit()).isInstanceOf(WorkerExit.Lost.class);
        await(() -> !running(child));
        assertThat(home().resolve("drained")).exists();
    }

    @Test
    void aLostSupervisorTakesItsGroupAlongAndIsDrained() throws Exception {
        start();
        var child = child();
        supervisor().destroyForcibly();
        assertThat(exit()).isInstanceOf(WorkerExit.Lost.class);
        await(() -> !running(child));
        assertThat(home().resolve("drained")).exists();
    }

    @Test
    void anEndThatWasToldIsToldAgainWithoutAnotherDrain() throws Exception {
        start();
        supervisor().destroyForcibly();
        var exit = exit();
        Files.delete(home().resolve("drained"));
        Files.createFile(home().resolve("refuse"));
        manager.adopt(Set.of(ID));
        manager.start(launch());
        assertThat(exit()).isEqualTo(exit);
        assertThat(exit()).isEqualTo(exit);
        assertThat(manager.awaitIdle(LIMIT)).isTrue();
        assertThat(home().resolve("attempts")).hasContent(".");
    }

    @Test
    void whatCannotBeSentYetIsTriedAgain() throws Exception {
        start();
        Files.createFile(home().resolve("refuse"));
        supervisor().destroyForcibly();
        await(() -> attempts() >= 4);
        assertThat(exits).isEmpty();
        Files.delete(home().resolve("refuse"));
        assertThat(exit()).isInstanceOf(WorkerExit.Lost.class);
        assertThat(home().resolve("drained")).exists();
    }

    @Test
    void whatAKilledWorkerCouldNotSendIsKept() throws Exception {
        start();
        Files.createFile(home().resolve("refuse"));
        manager.kill(ID);
        var kept = directory.resolve("undrained").resolve(ID.value());
        assertThat(exit())
                .isInstanceOfSatisfying(
                        WorkerExit.Lost.class,
                        lost -> assertThat(lost.why()).contains(kept.toString()));
        assertThat(kept.resolve("supervisor.json")).exists();
        manager.forget(ID);
        assertThat(kept).exists();
    }

    @Test
    void workersOutliveTheirStarterAndAnotherTakesItsPlace() throws Exception {
        assumeThat(starter).isTrue();
        start();
        starterProcess().destroyForcibly();
        Files.createFile(home().resolve("go"));
        assertThat(exit()).isEqualTo(new WorkerExit.Exited(7));
        manager.start(launchOf(NEXT));
        var next = directory.resolve("run").resolve(NEXT.value());
        await(() -> Files.exists(next.resolve("child")));
        Files.createFile(next.resolve("go"));
        assertThat(exit()).isEqualTo(new WorkerExit.Exited(7));
    }

    @Test
    void oneThatWasNeverStartedIsSaidToBeSo() throws Exception {
        manager.adopt(Set.of(ID));
        assertThat(exit()).isEqualTo(new WorkerExit.NeverStarted());
    }

    @Test
    void aSupervisorThatCannotStartSaysWhy() throws Exception {
        manager.close();
        manager = newManager("/nonexistent/python");
        manager.start(launch());
        assertThat(exit())
                .isInstanceOfSatisfying(
                        WorkerExit.FailedToStart.class,
                        failed -> assertThat(failed.why()).contains("/nonexistent/python"));
    }

    @Test
    void whatNobodyNeedsIsRemoved() throws Exception {
        var old = Files.createDirectories(directory.resolve("run/2.old.1/work"));
        start();
        manager.retain(Set.of(ID));
        assertThat(old.getParent()).doesNotExist();
        assertThat(home()).exists();
    }

    @Test
    void aWorkerIsToldTheGpusOfItsSlots() throws Exception {
        var gpus = List.of(new Hardware("one", "GPU-1"), new Hardware("other", "GPU-2"));
        manager.close();
        manager = newManager("python3", LocalSettings.Devices.gpus("node", gpus));
        start();
        assertThat(Files.readString(home().resolve("spec.json")))
                .contains("\"CUDA_VISIBLE_DEVICES\":\"GPU-1,GPU-2\"");
    }

    private void start() throws Exception {
        manager.start(launch());
        await(() -> Files.exists(home().resolve("child")));
    }

    private Launch launch() {
        return launchOf(ID);
    }

    private Launch launchOf(AllocationId id) {
        return new Launch(id, manager.slots(), "python3", Map.of("A", "b"), Map.of("trial_id", 1));
    }

    private ProcessHandle starterProcess() throws IOException {
        var file = directory.resolve("harness/determined/run/starter.pid");
        return ProcessHandle.of(Long.parseLong(Files.readString(file))).orElseThrow();
    }

    private LocalResourceManager newManager(String python) {
        return newManager(python, LocalSettings.Devices.processors("node", 2, false));
    }

    private LocalResourceManager newManager(String python, LocalSettings.Devices devices) {
        var harness = directory.resolve("harness");
        var fresh =
                new LocalResourceManager(
                        new LocalSettings(directory.resolve("run"), python, harness, devices));
        fresh.listen((_, exit) -> exits.add(exit));
        return fresh;
    }

    private Path home() {
        return directory.resolve("run").resolve(ID.value());
    }

    private WorkerExit exit() throws InterruptedException {
        return Optional.ofNullable(exits.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)).orElseThrow();
    }

    private int attempts() {
        try {
            return Files.readString(home().resolve("attempts")).length();
        } catch (IOException none) {
            return 0;
        }
    }

    private ProcessHandle child() throws IOException {
        return process("child");
    }

    private ProcessHandle supervisor() throws IOException {
        return process("supervisor.json");
    }

    private ProcessHandle process(String file) throws IOException {
        var pid = JsonTree.read(Files.readString(home().resolve(file))).root().get("pid");
        return ProcessHandle.of(((Number) pid).longValue()).orElseThrow();
    }

    /** A zombie that nobody reaps does not run. */
    private static boolean running(ProcessHandle process) {
        try {
            var stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            return !stat.substring(stat.lastIndexOf(')') + 2).startsWith("Z");
        } catch (IOException gone) {
            return false;
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        var end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
            Thread.sleep(10);
        }
    }
}
