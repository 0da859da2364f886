package ai.resolute.master.user;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** Argon2id, written in its usual text form. At most two run at once: each takes 19 MiB. */
final class PasswordHasher {
    private static final Cost COST = new Cost(19_456, 2, 1);
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final Base64.Encoder ENCODER = Base64.getEncoder().withoutPadding();

    private final SecureRandom random;
    private final Semaphore running = new Semaphore(2);

    PasswordHasher(SecureRandom random) {
        this.random = random;
    }

    String hash(ClientPassword password) {
        var salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        var hash = argon2id(password, salt, COST);
        return "$argon2id$v=19$%s$%s$%s"
                .formatted(COST, ENCODER.encodeToString(salt), ENCODER.encodeToString(hash));
    }

    boolean matches(ClientPassword password, String hashed) {
        var parts = hashed.split("\\$", -1);
        if (parts.length != 6 || !parts[1].equals("argon2id") || !parts[2].equals("v=19")) {
            throw new IllegalStateException("unknown form of password hash");
        }
        var salt = Base64.getDecoder().decode(parts[4]);
        var expected = Base64.getDecoder().decode(parts[5]);
        return MessageDigest.isEqual(expected, argon2id(password, salt, Cost.parse(parts[3])));
    }

    private byte[] argon2id(ClientPassword password, byte[] salt, Cost cost) {
        var generator = new Argon2BytesGenerator();
        generator.init(
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                        .withMemoryAsKB(cost.kibibytes)
                        .withIterations(cost.passes)
                        .withParallelism(cost.lanes)
                        .withSalt(salt)
                        .build());
        var hash = new byte[HASH_BYTES];
        running.acquireUninterruptibly();
        try {
            generator.generateBytes(password.digest().getBytes(StandardCharsets.UTF_8), hash);
        } finally {
            running.release();
        }
        return hash;
    }

    private record Cost(int kibibytes, int passes, int lanes) {
        static Cost parse(String text) {
            var numbers = text.split("[^0-9]+", -1);
            return new Cost(
                    Integer.parseInt(numbers[1]),
                    Integer.parseInt(numbers[2]),
                    Integer.parseInt(numbers[3]));
        }

        @Override
        public String toString() {
            return "m=%d,t=%d,p=%d".formatted(kibibytes, passes, lanes);
        }
    }
}
