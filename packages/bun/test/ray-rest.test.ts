import { testRestOfRay } from "../../node/test/support/ray-rest.ts";
import { ray } from "../src/index.ts";

testRestOfRay(ray);
