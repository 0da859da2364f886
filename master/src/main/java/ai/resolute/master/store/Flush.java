package ai.resolute.master.store;

/** Makes what was committed safe from a power cut. */
interface Flush {
    /** For a database whose commits are safe when they return. */
    Flush NOTHING =
            new Flush() {
                @Override
                public void committed() {}

                @Override
                public void await() {}
            };

    /** A transaction that wrote has committed. */
    void committed();

    /** Returns when all commits before this call are safe. */
    void await();
}
