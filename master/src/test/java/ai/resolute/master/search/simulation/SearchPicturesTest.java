package ai.resolute.master.search.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.search.method.Searches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pictures in docs/reference/search.md are what the simulation draws now. */
final class SearchPicturesTest {
    private static final Path IMAGES = Path.of("../docs/images");

    @TempDir Path directory;

    @Test
    void everyMethodHasAPictureAndEachIsUpToDate() throws Exception {
        draw();
        var drawn = pictures(directory);
        assertThat(pictures(IMAGES)).as("run make search-plots").isEqualTo(drawn);
        var page = Files.readString(Path.of("../docs/reference/search.md"));
        assertThat(drawn.keySet()).allSatisfy(name -> assertThat(page).contains("images/" + name));
        for (var search : Searches.ALL) {
            var name = search.replaceAll("\\{name: (\\w+),.*", "$1").replace('_', '-');
            assertThat(drawn.keySet())
                    .as(name)
                    .anyMatch(picture ->
                            picture.matches("search-" + name + "(-stopping|-promoting)?\\.svg"));
        }
    }

    private void draw() throws IOException, InterruptedException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var status =
                new ProcessBuilder(
                                java.toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "../scripts/SearchPlots.java",
                                directory.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
        assertThat(status).isZero();
    }

    private static TreeMap<String, String> pictures(Path directory) throws IOException {
        var pictures = new TreeMap<String, String>();
        try (var files = Files.list(directory)) {
            for (var file : files.toList()) {
                var name = file.getFileName().toString();
                if (name.startsWith("search-") && name.endsWith(".svg")) {
                    pictures.put(name, Files.readString(file));
                }
            }
        }
        return pictures;
    }
}
