// Question of the page: I was given a code, how do I come in?
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useLocation } from "wouter";
import { api, take } from "../api/client";
import { blame } from "../application/refusals";
import { Button, Notice, Page, TextField } from "../ui";

export default function InvitationPage() {
  const client = useQueryClient();
  const [, go] = useLocation();
  const [code, setCode] = useState("");
  const [password, setPassword] = useState("");
  const accept = useMutation({
    mutationFn: () => take(api.POST("/invitations/acceptance", { body: { code: code.trim(), password } })),
    onSuccess: (me) => {
      client.setQueryData(["session"], me);
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== "session" });
      go("/organisme", { replace: true });
    },
  });
  const { of, rest } = blame(accept.error, ["code", "password"]);

  function submit(event: FormEvent) {
    event.preventDefault();
    accept.mutate();
  }

  return (
    <main className="main" id="contenu">
      <Page title="Rejoindre un organisme" line="Saisissez le code que l’on vous a remis, et choisissez votre mot de passe.">
        <form className="stack record" onSubmit={submit}>
          {rest && <Notice tone="danger" title="Ce code n’a pas ouvert d’accès"><p>{rest.message}</p></Notice>}
          <TextField label="Code" required autoComplete="one-time-code" value={code} onChange={setCode} error={of("code")} />
          <TextField label="Mot de passe" hint="12 caractères au moins" type="password" required autoComplete="new-password" value={password} onChange={setPassword} error={of("password")} />
          <div>
            <Button look="primary" type="submit" busy={accept.isPending}>Ouvrir mon accès</Button>
          </div>
        </form>
      </Page>
    </main>
  );
}
