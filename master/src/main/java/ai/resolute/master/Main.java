package ai.resolute.master;

import ai.resolute.master.config.DomainException;
import ai.resolute.master.log.MasterLog;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a master and ends it when the process is told to. */
public final class Main {
    /** One line an event: time, level, logger, message. */
    private static final String LOG_LINE = "%1$tFT%1$tT.%1$tL%1$tz %4$s %3$s %5$s%6$s%n";

    /** Held here: loggers that nobody holds forget their level. */
    private static final List<java.util.logging.Logger> NOISY =
            Stream.of("org.flywaydb", "com.zaxxer.hikari", "io.helidon")
                    .map(java.util.logging.Logger::getLogger)
                    .toList();

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private Main() {}

    public static void main(String[] line) {
        if (System.getProperty("java.util.logging.SimpleFormatter.format") == null) {
            System.setProperty("java.util.logging.SimpleFormatter.format", LOG_LINE);
        }
        NOISY.forEach(logger -> logger.setLevel(Level.WARNING));
        try {
            if (line.length > 0 && BackupCommand.VERBS.contains(line[0])) {
                Arguments.readBackup(Arrays.copyOfRange(line, 1, line.length)).run(line[0]);
                return;
            }
            var log = new MasterLog();
            java.util.logging.Logger.getLogger("").addHandler(new LogTap(log));
            var master = new Master(Arguments.read(line), log, Clock.systemUTC());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(master), "end"));
            new CountDownLatch(1).await();
        } catch (StartFailure | DomainException said) {
            System.err.println(said.getMessage());
            System.exit(StartFailure.STATUS);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }

    /** Being told to end is the ordinary end: status 0. */
    private static void end(Master master) {
        try (master) {
            master.drain(PATIENCE);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException failed) {
            logger().error("the master did not end in order", failed);
            Runtime.getRuntime().halt(1);
        }
        Runtime.getRuntime().halt(0);
    }

    private static Logger logger() {
        return LoggerFactory.getLogger(Main.class);
    }
}
