package ai.resolute.master.store;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** A database in which the test lets another writer come first. */
public final class Overtaken extends PassingDatabase {
    private final AtomicReference<Optional<Runnable>> other =
            new AtomicReference<>(Optional.empty());

    public Overtaken(Database real) {
        super(real);
    }

    /** Somebody does this just before the next transaction that may write begins. */
    public void overtake(Runnable somebody) {
        other.set(Optional.of(somebody));
    }

    @Override
    public <T> T write(Function<Handle, T> work) {
        if (!within()) {
            other.getAndSet(Optional.empty()).ifPresent(Runnable::run);
        }
        return super.write(work);
    }
}
