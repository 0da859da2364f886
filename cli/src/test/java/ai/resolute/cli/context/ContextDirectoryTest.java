package ai.resolute.cli.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.resolute.cli.output.Failure;
import ai.resolute.cli.output.Style;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContextDirectoryTest {
    @TempDir private Path root;

    private void write(String name, String content) throws Exception {
        Files.createDirectories(root.resolve(name).getParent());
        Files.writeString(root.resolve(name), content);
    }

    private List<String> packed() {
        return new ContextDirectory(root)
                .pack().files().stream().map(file -> (String) file.get("path")).toList();
    }

    @Test
    void everythingIsPackedWithModesAndContent() throws Exception {
        write("train.py", "x");
        write("lib/model.py", "y");
        var packed = new ContextDirectory(root).pack();
        assertThat(packed.count()).isEqualTo(2);
        assertThat(packed.files().get(0)).containsEntry("path", "lib").containsEntry("type", 53);
        assertThat(packed.files().get(1))
                .containsEntry("path", "lib/model.py")
                .containsEntry("type", 48)
                .containsEntry("content", "eQ==")
                .containsEntry("mode", 0644);
    }

    @Test
    void patternsMeanWhatTheyMeanToGit() throws Exception {
        write(
                ".detignore",
                "*.bin\n!keep.bin\n/data/\n**/cache\nlogs/*.txt\n# comment\n\n\\#real\n[ab].md\n");
        for (var name :
                List.of(
                        "a.bin",
                        "keep.bin",
                        "data/x",
                        "sub/data/x",
                        "sub/cache/x",
                        "cache/x",
                        "logs/1.txt",
                        "logs/deep/1.txt",
                        "#real",
                        "a.md",
                        "c.md",
                        "__pycache__/m",
                        "m.pyc",
                        "sub/.detignore")) {
            write(name, "");
        }
        assertThat(packed())
                .containsExactly(
                        "c.md",
                        "keep.bin",
                        "logs",
                        "logs/deep",
                        "logs/deep/1.txt",
                        "sub",
                        "sub/data",
                        "sub/data/x");
    }

    @Test
    void aDirectoryOverTheLimitNamesItsLargestFiles() throws Exception {
        try (var big = new RandomAccessFile(root.resolve("weights.bin").toFile(), "rw")) {
            big.setLength(96L << 20);
        }
        assertThatThrownBy(this::packed)
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure ->
                                assertThat(failure.text(Style.PLAIN))
                                        .contains("weights.bin (101 MB)")
                                        .contains("95 MiB")
                                        .contains(".detignore"));
        write(".detignore", "*.bin\n");
        assertThat(packed()).isEmpty();
    }

    @Test
    void aLinkThatLeavesTheDirectoryIsRefused() throws Exception {
        Files.createSymbolicLink(root.resolve("out"), Path.of("/etc/hostname"));
        assertThatThrownBy(this::packed).hasMessageContaining("'out'");
        Files.delete(root.resolve("out"));
        write("in.py", "z");
        Files.createSymbolicLink(root.resolve("link.py"), Path.of("in.py"));
        assertThat(packed()).containsExactly("in.py", "link.py");
    }

    @Test
    void overridesAreYamlAtDottedKeys() throws Exception {
        write("c.yaml", "name: x\nsearcher:\n  name: random\n  max_trials: 3\n");
        var text =
                ExperimentFile.read(root.resolve("c.yaml"))
                        .with(
                                List.of(
                                        "searcher.max_trials=8",
                                        "hyperparameters.lr=1e-3",
                                        "name=yes"))
                        .text();
        assertThat(text)
                .isEqualTo(
                        "{\"name\":\"yes\",\"searcher\":{\"name\":\"random\",\"max_trials\":8},\"hyperparameters\":{\"lr\":0.001}}");
        assertThatThrownBy(() -> ExperimentFile.read(root.resolve("none.yaml")))
                .hasMessageContaining("none.yaml");
    }
}
