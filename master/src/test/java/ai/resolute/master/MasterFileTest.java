package ai.resolute.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.resolute.master.config.InvalidConfigException;
import org.junit.jupiter.api.Test;

class MasterFileTest {
    @Test
    void namesOfTheMasterAreKeptInLowerCase() {
        assertThat(MasterFile.read("hosts: [Cluster.Example.org, node-7]\n").hosts())
                .containsExactly("cluster.example.org", "node-7");
        assertThat(MasterFile.read("port: 8080\n").hosts()).isEmpty();
    }

    @Test
    void everyNameThatIsNoneIsSaidAtOnce() {
        assertThatThrownBy(() ->
                        MasterFile.read("hosts: ['http://a', 'b:80', 'c/d', '*', 5, 'good', '']\n"))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("hosts[0]")
                .hasMessageContaining("hosts[1]")
                .hasMessageContaining("hosts[2]")
                .hasMessageContaining("hosts[3]")
                .hasMessageContaining("hosts[4]")
                .hasMessageContaining("hosts[6]")
                .hasMessageContaining("without scheme, port or path");
        assertThatThrownBy(() -> MasterFile.read("hosts: cluster\n"))
                .hasMessageContaining("is not a list of names");
    }
}
