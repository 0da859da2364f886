package ai.resolute.master.user;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientPasswordTest {
    @Test
    void itIsWhatPublishedClientsSend() {
        assertThat(ClientPassword.ofPlain("password").digest())
                .isEqualTo(
                        "112ded61f568879685bb7849596d3372f9de8e18733483f25363123bc4aa98eb7abe69b4c0487140dafce136cc1c5e452cc93748f6ef961e26325bc34717da65");
        assertThat(ClientPassword.ofPlain("").digest()).isEmpty();
    }

    @Test
    void itDoesNotPrintItself() {
        assertThat(ClientPassword.ofPlain("password").toString()).isEqualTo("ClientPassword[…]");
    }
}
