package ai.resolute.master;

import ai.resolute.master.log.LogLevel;
import ai.resolute.master.log.MasterLog;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

/** Gives what the master logs to those who read it over its interface, too. */
final class LogTap extends Handler {
    private final MasterLog log;

    LogTap(MasterLog log) {
        this.log = log;
        setFormatter(new SimpleFormatter());
    }

    @Override
    public void publish(LogRecord logged) {
        if (isLoggable(logged)) {
            log.append(logged.getInstant(), level(logged.getLevel()), words(logged));
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        log.close();
    }

    private String words(LogRecord logged) {
        var text = new StringWriter();
        text.append(logged.getLoggerName()).append(' ');
        text.append(getFormatter().formatMessage(logged));
        var thrown = logged.getThrown();
        if (thrown != null) {
            text.append('\n');
            thrown.printStackTrace(new PrintWriter(text, true));
        }
        return text.toString();
    }

    private static LogLevel level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return LogLevel.ERROR;
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return LogLevel.WARNING;
        }
        return level.intValue() >= Level.INFO.intValue() ? LogLevel.INFO : LogLevel.DEBUG;
    }
}
